import type { Topology } from '../../../schema/topology/topology.ts'
import type { Tunnel, TunnelEnd } from '../../../schema/topology/tunnel.ts'
import { boxFor, type SealedBox } from './sealed-box.ts'

/** Where the gateway gets a tunnel's key from. */
export type ConnectionSecret =
  | { readonly kind: 'derived'; readonly epoch: number; readonly peerKey: string }
  | (SealedBox & { readonly kind: 'sealed' })

/** The tunnel's key for one of its gateways; undefined while there is nothing that it could derive or open. */
export const secretFor = (
  topology: Topology,
  { secret }: Tunnel,
  gateway: string,
  other: TunnelEnd,
): ConnectionSecret | undefined => {
  if (secret.kind === 'sealed') {
    const box = boxFor(topology, gateway, secret.name, ['psk'])
    return box && { kind: 'sealed', ...box }
  }
  const peerKey = topology.gateways.find(({ name }) => name === other.name)?.keys?.seal
  return peerKey === undefined || other.kind === 'peer'
    ? undefined
    : { kind: 'derived', epoch: secret.epoch, peerKey }
}
