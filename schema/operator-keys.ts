import { fromBase64, toBase64 } from './wire/base64.ts'

/** A login as GitHub makes them, bots' too. */
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?$/
/** A deployment that names more is a mistake. */
const MAX_KEYS = 200

/** `alice ed25519:…`: a public key, and for whom it speaks; one of the list in the Worker's setting OPERATOR_KEYS. */
export const operatorKeyLine = (login: string, publicKey: Uint8Array): string =>
  `${login} ed25519:${toBase64(publicKey)}`

/** True for what can be somebody's login. */
export const isLogin = (text: string): boolean => LOGIN.test(text)

/**
 * Whom each key speaks for, by the key's base64. Entries are divided by commas or lines. Undefined when an entry is
 * none, or when a key is to speak for two: then no key counts, because nobody knows what was meant.
 */
export const operatorKeys = (text: string): ReadonlyMap<string, string> | undefined => {
  const entries = text
    .split(/[,\n]/)
    .map(entry => entry.trim())
    .filter(entry => entry !== '')
  const keys = new Map<string, string>()
  for (const entry of entries) {
    const [login = '', key = '', ...rest] = entry.split(/\s+/)
    const base64 = /^ed25519:([A-Za-z0-9+/]{43}=)$/.exec(key)?.[1]
    if (!isLogin(login) || base64 === undefined || rest.length > 0) return undefined
    if (toBase64(fromBase64(base64)) !== base64 || keys.has(base64) || keys.size === MAX_KEYS)
      return undefined
    keys.set(base64, login)
  }
  return keys
}
