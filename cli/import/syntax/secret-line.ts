import type { Place } from '../../../schema/problem.ts'

/** One secret of a host, whichever syntax it stood in. Its value goes to a sealed file and nowhere else. */
export interface SecretLine {
  /** key: the value is the path of a private key. other: what the language has no use for. */
  readonly kind: 'psk' | 'password' | 'nt-hash' | 'key' | 'other'
  /** Identities and addresses that it belongs to; none means everybody. */
  readonly owners: readonly string[]
  readonly value: Uint8Array
  readonly place: Place
}

/** The bytes of a secret: `0x` and `0s` announce hex and base64, in both syntaxes; anything else stands for itself. */
export const secretBytes = (value: string): Uint8Array => {
  if (/^0x[0-9a-fA-F]+$/.test(value)) return Buffer.from(value.slice(2), 'hex')
  if (/^0s[A-Za-z0-9+/]+=*$/.test(value)) return Buffer.from(value.slice(2), 'base64')
  return new TextEncoder().encode(value)
}
