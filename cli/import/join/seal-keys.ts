import type { Known } from './known.ts'

/** The public keys that secrets are sealed to: base64 of 32 bytes, by gateway, as far as gateways are enrolled. */
export const sealKeysOf = ({ gateways }: Known): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(gateways).flatMap(([name, { keys }]) => {
      const key = /^x25519:([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$/.exec(keys?.seal ?? '')?.[1]
      return key === undefined ? [] : [[name, key] as const]
    }),
  )
