import * as z from 'zod'

const encoder = new TextEncoder()
const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const
/** Characters of a sealed text that are looked at; a browser keeps 4096 of a cookie. */
const MOST = 2048

/** What is sealed says itself until when it counts, in milliseconds since 1970. */
const Lasting = z.looseObject({ until: z.number() })

/** Seals what a browser keeps for us: it can be read there, and changed nowhere. */
export interface Seal {
  /** `use` keeps what is sealed for one thing from being taken for another. */
  sealed(use: string, content: { readonly until: number }): Promise<string>
  /** Undefined when it was not sealed here, for this use, or is over. */
  opened<T>(use: string, text: string, shape: z.ZodType<T>, now: number): Promise<T | undefined>
  /** A text that only this key can make of a word: base64url of 32 bytes. */
  derived(use: string, word: string): Promise<string>
}

/** By a key that is made of a secret of the deployment and its address: another secret ends every session. */
export const sealOf = async (secret: string, address: string): Promise<Seal> => {
  const root = await imported(encoder.encode(secret))
  const key = await imported(
    await crypto.subtle.sign(HMAC, root, encoder.encode(`cygnet-pages-1 ${address}`)),
  )
  const signed = async (use: string, text: string): Promise<string> =>
    base64url(new Uint8Array(await crypto.subtle.sign(HMAC, key, encoder.encode(`${use} ${text}`))))
  return {
    sealed: async (use, content) => {
      const text = base64url(encoder.encode(JSON.stringify(content)))
      return `${text}.${await signed(use, text)}`
    },
    opened: async (use, whole, shape, now) => {
      const [text = '', signature = '', ...rest] = whole.length > MOST ? [] : whole.split('.')
      const bytes = fromBase64url(signature)
      if (rest.length > 0 || text === '' || bytes === undefined) return undefined
      // WebCrypto compares in the same time wherever they differ.
      if (!(await crypto.subtle.verify(HMAC, key, bytes, encoder.encode(`${use} ${text}`)))) return undefined
      const content: unknown = JSON.parse(new TextDecoder().decode(fromBase64url(text)))
      if (now >= Lasting.parse(content).until) return undefined
      return shape.safeParse(content).data
    },
    derived: (use, word) => signed(use, word),
  }
}

const imported = (bytes: Uint8Array<ArrayBuffer> | ArrayBuffer) =>
  crypto.subtle.importKey('raw', bytes, HMAC, false, ['sign', 'verify'])

/** RFC 4648 §5, without padding. */
export const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const fromBase64url = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), character =>
    character.charCodeAt(0),
  )
}
