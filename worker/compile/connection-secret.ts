import type { Topology } from '../../schema/topology/topology.ts'
import type { Tunnel, TunnelEnd } from '../../schema/topology/tunnel.ts'

/** Where the gateway gets a tunnel's key from. */
export type ConnectionSecret =
  | { readonly kind: 'derived'; readonly epoch: number; readonly peerKey: string }
  | {
      readonly kind: 'sealed'
      readonly name: string
      readonly holds: 'psk' | 'password'
      readonly box: string
    }

/** The tunnel's key for one of its gateways; undefined while there is nothing that it could derive or open. */
export const secretFor = (
  topology: Topology,
  { secret }: Tunnel,
  gateway: string,
  other: TunnelEnd,
): ConnectionSecret | undefined => {
  if (secret.kind === 'derived') {
    const peerKey = topology.gateways.find(({ name }) => name === other.name)?.keys?.seal
    return peerKey === undefined || other.kind === 'peer'
      ? undefined
      : { kind: 'derived', epoch: secret.epoch, peerKey }
  }
  const sealed = topology.sealed.find(({ name }) => name === secret.name)
  const box = sealed?.boxes.find(one => one.gateway === gateway)?.box
  if (sealed === undefined || box === undefined) return undefined
  return sealed.holds === 'psk' || sealed.holds === 'password'
    ? { kind: 'sealed', name: sealed.name, holds: sealed.holds, box }
    : undefined
}
