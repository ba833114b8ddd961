import type { Access } from '../../../schema/topology/access.ts'
import type { Topology } from '../../../schema/topology/topology.ts'
import { digestOf } from '../../../schema/wire/canonical.ts'
import { boxFor, type SealedBox } from './sealed-box.ts'

/** Where the gateway gets the private key of an access's certificate from. */
export type ServerKey =
  | (SealedBox & { readonly kind: 'sealed' })
  /** It made the key itself; the digest of the public half says which of those that it has. */
  | { readonly kind: 'held'; readonly key: string }

/** The key of an access; undefined when the gateway could neither open nor find one. */
export const serverKey = (
  topology: Topology,
  { key, gateway, certificate }: Access,
): ServerKey | undefined => {
  if (key.kind === 'sealed') {
    const box = boxFor(topology, gateway, key.name, ['key'])
    return box && { kind: 'sealed', ...box }
  }
  const spki = certificate.certificate?.spki
  return spki && { kind: 'held', key: digestOf(spki) }
}
