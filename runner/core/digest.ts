import { hash } from 'node:crypto'
import type { Digest } from '../../schema/wire/names.ts'

/**
 * SHA-256 in lower-case hex, as OpenSSL computes it. `digestOf` of the wire says the same in JavaScript, for a browser too: a
 * poll is over before V8 has warmed to that, and the service never does (`docs/adr/0131`).
 */
export const digestOf = (data: Uint8Array | string): Digest => hash('sha256', data, 'hex')
