import { hkdfSync } from 'node:crypto'
import { fromBase64, toBase64 } from '../../../schema/wire/base64.ts'
import type { DerivedSecret } from '../../../schema/wire/bundle-secret.ts'
import { canonicalBytes } from '../../../schema/wire/canonical.ts'
import { x25519Shared } from './curve25519.ts'

/**
 * The 32 bytes of a tunnel key that both gateways compute on their own: `docs/protocol.md` §6. Nothing of it is ever
 * stored, sent or logged. Throws when the peer's key is a point of small order, with which anyone could compute it.
 */
export const deriveTunnelKey = (
  sealSecret: Uint8Array,
  network: string,
  { peer, tunnel, epoch }: Pick<DerivedSecret, 'peer' | 'tunnel' | 'epoch'>,
): Uint8Array => {
  const shared = x25519Shared(sealSecret, fromBase64(peer))
  if (shared === undefined) throw new RangeError(`the peer's seal key of tunnel ${tunnel} is worthless`)
  const info = canonicalBytes({ cygnet: 'tunnel-key-1', network, tunnel, epoch })
  return new Uint8Array(hkdfSync('sha256', shared, new Uint8Array(), info, 32))
}

/** A key as strongSwan reads it in a secret: `0s` and base64. */
export const asStrongswanSecret = (key: Uint8Array): string => `0s${toBase64(key)}`
