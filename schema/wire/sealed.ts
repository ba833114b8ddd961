import nacl from 'tweetnacl'
import * as z from 'zod/mini'
import { fromBase64, toBase64 } from './base64.ts'
import { SecretHolds } from './bundle-secret.ts'
import { canonicalBytes } from './canonical.ts'
import { Key32, Name, SecretName } from './names.ts'

/** Which secret of which network a box holds, and of what kind: all of it is inside the box, so that no box can be renamed or moved. */
export interface SealedAs {
  readonly network: string
  readonly name: string
  readonly holds: SecretHolds
}

/** Why a secret cannot be sealed or a box not be opened. */
export type SealedErrorCode =
  | 'recipient'
  | 'size'
  | 'form'
  | 'malformed'
  | 'not-for-this-key'
  | 'wrong-network'
  | 'wrong-name'
  | 'wrong-holds'

/** Says which secret, never anything of what is in it. */
export class SealedError extends Error {
  readonly code: SealedErrorCode

  constructor(code: SealedErrorCode, message: string) {
    super(message)
    this.name = 'SealedError'
    this.code = code
  }
}

/** Fewest and most bytes that a secret of each kind may have. */
export const SEALED_SIZES = {
  psk: [1, 256],
  password: [1, 512],
  'nt-hash': [16, 16],
  key: [64, 8192],
  token: [1, 512],
} as const satisfies Record<SecretHolds, readonly [number, number]>

/** A box has at most this many characters of base64. */
export const MAX_BOX_LENGTH = 16_384

/**
 * Seals a secret to a gateway's public X25519 key (base64 of 32 bytes): ephemeral public key ‖ nonce ‖ XSalsa20-Poly1305, as base64.
 * `random` yields that many unpredictable bytes. Throws a `SealedError`: recipient, size, form, malformed.
 */
export const seal = (
  to: string,
  { network, name, holds }: SealedAs,
  value: Uint8Array,
  random: (length: number) => Uint8Array = length => nacl.randomBytes(length),
): string => {
  mustFit(name, holds, value)
  const plaintext = canonicalBytes(
    Plaintext.parse({ cygnet: 'sealed-1', network, name, holds, value: toBase64(value) }),
  )
  const recipient = Key32.safeParse(to)
  if (!recipient.success) throw new SealedError('recipient', `the key to seal ${name} to is no X25519 key`)
  const ephemeral = nacl.box.keyPair.fromSecretKey(random(nacl.box.secretKeyLength))
  const shared = sharedKey(name, fromBase64(recipient.data), ephemeral.secretKey)
  const nonce = random(nacl.box.nonceLength)
  return toBase64(joined(ephemeral.publicKey, nonce, nacl.box.after(plaintext, nonce, shared)))
}

/**
 * The bytes in a box, opened with the gateway's X25519 secret (32 bytes), when it holds what is expected.
 * Throws a `SealedError`; no other error, whatever the box is.
 */
export const open = (secret: Uint8Array, expected: SealedAs, box: string): Uint8Array => {
  const { name } = expected
  const bytes = bytesOf(name, box)
  const nonce = bytes.subarray(KEY, KEY + NONCE)
  const shared = sharedKey(name, bytes.subarray(0, KEY), secret)
  const plaintext = nacl.box.open.after(bytes.subarray(KEY + NONCE), nonce, shared)
  if (plaintext === null)
    throw new SealedError('not-for-this-key', `${name} was sealed to another key, or damaged since`)
  const { network, name: inside, holds, value } = parsed(name, plaintext)
  if (network !== expected.network) throw mismatch('wrong-network', name, 'for another network')
  if (inside !== name) throw mismatch('wrong-name', name, 'under another name')
  if (holds !== expected.holds) throw mismatch('wrong-holds', name, 'as another kind of secret')
  mustFit(name, holds, value)
  return value
}

const KEY = nacl.box.publicKeyLength
const NONCE = nacl.box.nonceLength

const Plaintext = z.strictObject({
  cygnet: z.literal('sealed-1'),
  network: Name,
  name: SecretName,
  holds: SecretHolds,
  value: z.string().check(z.regex(/^[A-Za-z0-9+/]{2,12288}={0,2}$/)),
})

/** A key of small order makes a shared key that anybody can compute (RFC 7748 §6.1). */
const sharedKey = (name: string, publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array => {
  if (nacl.scalarMult(secretKey, publicKey).every(byte => byte === 0))
    throw new SealedError('recipient', `the key that ${name} is sealed with is worthless`)
  return nacl.box.before(publicKey, secretKey)
}

const bytesOf = (name: string, box: string): Uint8Array => {
  const bytes = box.length <= MAX_BOX_LENGTH && BOX.test(box) ? decoded(box) : undefined
  if (bytes === undefined || bytes.length < KEY + NONCE + nacl.box.overheadLength)
    throw new SealedError('malformed', `${name} is no sealed secret`)
  return bytes
}

const BOX = /^[A-Za-z0-9+/]+={0,2}$/

const decoded = (text: string): Uint8Array | undefined => {
  try {
    return fromBase64(text)
  } catch {
    return undefined
  }
}

/** The plaintext in its one form; the parser's own error is dropped, since it may quote the secret. */
const parsed = (name: string, plaintext: Uint8Array): SealedAs & { readonly value: Uint8Array } => {
  try {
    const read = Plaintext.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext)))
    const value = fromBase64(read.value)
    const again = canonicalBytes({ ...read, value: toBase64(value) })
    if (again.length === plaintext.length && again.every((byte, at) => byte === plaintext[at]))
      return { ...read, value }
  } catch {}
  throw new SealedError('malformed', `what was sealed as ${name} is no secret of cygnet`)
}

const mismatch = (code: SealedErrorCode, name: string, how: string): SealedError =>
  new SealedError(code, `what stands as ${name} was sealed ${how}`)

const mustFit = (name: string, holds: SecretHolds, value: Uint8Array): void => {
  const [least, most] = SEALED_SIZES[holds]
  if (value.length < least || value.length > most)
    throw new SealedError('size', `${name} holds ${value.length} bytes, which no ${holds} has`)
  if (holds === 'key' && !PKCS8.test(new TextDecoder('latin1').decode(value)))
    throw new SealedError('form', `${name} is no unencrypted private key in PKCS#8 PEM`)
}

/** RFC 7468 §10, and nothing around it: this text becomes a file on the gateway. */
const PKCS8 =
  /^-----BEGIN PRIVATE KEY-----\n(?:[A-Za-z0-9+/]{1,76}={0,2}\n){1,256}-----END PRIVATE KEY-----\n?$/

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  parts.reduce((at, part) => {
    whole.set(part, at)
    return at + part.length
  }, 0)
  return whole
}
