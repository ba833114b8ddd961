import { hkdfSync } from 'node:crypto'
import nacl from 'tweetnacl'
import { fromBase64, toBase64 } from '../../schema/wire/base64.ts'
import type { DerivedSecret } from '../../schema/wire/bundle-secret.ts'
import { canonicalBytes } from '../../schema/wire/canonical.ts'

/** The public X25519 seal key (32 bytes) of a seal secret (32 bytes, RFC 7748 §6.1). */
export const sealPublicKeyOf = (sealSecret: Uint8Array): Uint8Array => nacl.scalarMult.base(sealSecret)

/**
 * The 32 bytes of a tunnel key that both gateways compute on their own: `docs/protocol.md` §6. Nothing of it is ever
 * stored, sent or logged. Throws when the peer's key is a point of small order, with which anyone could compute it.
 */
export const deriveTunnelKey = (
  sealSecret: Uint8Array,
  network: string,
  { peer, tunnel, epoch }: Pick<DerivedSecret, 'peer' | 'tunnel' | 'epoch'>,
): Uint8Array => {
  const shared = nacl.scalarMult(sealSecret, fromBase64(peer))
  if (shared.every(byte => byte === 0))
    throw new RangeError(`the peer's seal key of tunnel ${tunnel} is worthless`)
  const info = canonicalBytes({ cygnet: 'tunnel-key-1', network, tunnel, epoch })
  return new Uint8Array(hkdfSync('sha256', shared, new Uint8Array(), info, 32))
}

/** A key as strongSwan reads it in a secret: `0s` and base64. */
export const asStrongswanSecret = (key: Uint8Array): string => `0s${toBase64(key)}`
