import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64, toBase64 } from '../../../schema/wire/base64.ts'

/** The key in a secret as Standard Webhooks writes it: `whsec_` and base64 of 24 to 64 bytes; undefined for anything else. */
export const keyIn = (secret: string): Uint8Array | undefined => {
  const [, base64] = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/.exec(secret) ?? []
  if (base64 === undefined || base64.length % 4 !== 0) return undefined
  const key = fromBase64(base64)
  return key.length >= 24 && key.length <= 64 ? key : undefined
}

/** The headers that prove a message, by Standard Webhooks 1.0; `seconds` since 1970, of this try. */
export const proof = (
  key: Uint8Array,
  id: string,
  seconds: number,
  body: string,
): Readonly<Record<string, string>> => {
  const signed = hmac(sha256, key, new TextEncoder().encode(`${id}.${seconds}.${body}`))
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${toBase64(signed)}`,
  }
}
