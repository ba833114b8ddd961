import type { Access } from '../../schema/topology/access.ts'
import { formatCidr } from '../../schema/topology/address.ts'
import type { Gateway } from '../../schema/topology/gateway.ts'
import { formatDuration } from '../../schema/topology/grammar/duration.ts'
import type { Share, Wave } from '../../schema/topology/operation.ts'
import type { Topology } from '../../schema/topology/topology.ts'
import type { Peer, Tunnel, TunnelEnd } from '../../schema/topology/tunnel.ts'
import type {
  AccessNode,
  GatewayNode,
  PeerNode,
  Picture,
  PictureEdge,
  PictureEnd,
  PictureGroup,
  PictureWave,
} from './picture.ts'

/** What there is to see of a network. Pure and ordered: the same topology makes the same picture. */
export const pictureOf = (topology: Topology): Picture => {
  const { network, gateways, peers, access, tunnels, groups, rollout } = topology
  const waveOf = wavesByGateway(rollout.waves)
  return {
    network,
    private: topology.private.map(formatCidr),
    measured: topology.monitor !== undefined,
    nodes: byId([
      ...gateways.map(gateway => gatewayNode(gateway, waveOf(gateway.name))),
      ...peers.map(peerNode),
      ...access.map(accessNode),
    ]),
    edges: byId([...tunnels.map(tunnelEdge), ...access.map(accessEdge)]),
    groups: groupsOf({ groups, tunnels }),
    waves: rollout.waves.map(pictureWave),
  }
}

const byId = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => (a.id < b.id ? -1 : 1))

const gatewayNode = (gateway: Gateway, wave: number | undefined): GatewayNode => ({
  kind: 'gateway',
  id: `gateway/${gateway.name}`,
  name: gateway.name,
  provider: gateway.provider,
  os: gateway.os,
  daemon: gateway.daemon,
  enrolled: gateway.keys !== undefined,
  nat: gateway.nat,
  wave,
  networks: gateway.networks.map(({ name, subnet }) => ({ name, subnet: formatCidr(subnet) })),
})

const peerNode = ({ name, address, id, nat, networks }: Peer): PeerNode => ({
  kind: 'peer',
  id: `peer/${name}`,
  name,
  address,
  identity: id,
  nat,
  networks: networks.map(({ subnet }) => formatCidr(subnet)),
})

const accessNode = ({ name, id, clients, pool, users }: Access): AccessNode => ({
  kind: 'access',
  id: `access/${name}`,
  name,
  identity: id,
  clients,
  pool: pool && formatCidr(pool),
  users: users.map(user => ({ name: user.name, address: user.address })),
})

const tunnelEdge = ({ name, origin, ends, ike, esp, secret }: Tunnel): PictureEdge => ({
  kind: 'tunnel',
  id: `tunnel/${name}`,
  name,
  group: origin.kind === 'tunnel' ? undefined : `${origin.kind}/${origin.name}`,
  ends: [tunnelEnd(ends[0]), tunnelEnd(ends[1])],
  ike,
  esp,
  secret: secret.kind,
})

const tunnelEnd = (end: TunnelEnd): PictureEnd => ({
  node: `${end.kind}/${end.name}`,
  interface: end.interface,
  address: end.address,
  initiates: end.start === 'start' || end.start === 'trap|start',
  encap: end.encap,
  networks: end.networks.map(({ subnet }) => formatCidr(subnet)),
})

const accessEdge = (access: Access): PictureEdge => ({
  kind: 'access',
  id: `access/${access.name}`,
  name: access.name,
  ends: [
    {
      node: `gateway/${access.gateway}`,
      interface: access.interface,
      address: access.address,
      initiates: false,
      encap: false,
      networks: access.routes.map(formatCidr),
    },
    {
      node: `access/${access.name}`,
      interface: undefined,
      address: undefined,
      initiates: true,
      encap: false,
      networks: access.pool === undefined ? [] : [formatCidr(access.pool)],
    },
  ],
  group: undefined,
  ike: access.ike,
  esp: access.esp,
  secret: 'certificate',
})

const groupsOf = ({ groups, tunnels }: Pick<Topology, 'groups' | 'tunnels'>): PictureGroup[] => {
  const key = (kind: string, name: string): string => `${kind}/${name}`
  const sizes = new Map<string, number>()
  for (const { origin } of tunnels)
    sizes.set(key(origin.kind, origin.name), (sizes.get(key(origin.kind, origin.name)) ?? 0) + 1)
  return groups.map(({ kind, name, members, hub }) => ({
    id: key(kind, name),
    kind,
    name,
    members: members.map(member => `gateway/${member}`),
    hub: hub === undefined ? undefined : `gateway/${hub}`,
    tunnels: sizes.get(key(kind, name)) ?? 0,
  }))
}

/** The number of each gateway's wave: the one that names it, or else the one for all others. */
const wavesByGateway = (waves: readonly Wave[]): ((gateway: string) => number | undefined) => {
  const named = new Map(
    waves.flatMap(({ gateways }, index) =>
      gateways === '*' ? [] : gateways.map(name => [name, index + 1] as const),
    ),
  )
  const rest = waves.findIndex(({ gateways }) => gateways === '*') + 1
  return gateway => named.get(gateway) ?? (rest > 0 ? rest : undefined)
}

const pictureWave = ({ gateways, soak, atOnce }: Wave): PictureWave => ({
  gateways: gateways === '*' ? 'rest' : gateways,
  soak: formatDuration(soak),
  atOnce: atOnce && formatShare(atOnce),
})

const formatShare = ({ unit, value }: Share): string => (unit === 'percent' ? `${value}%` : String(value))
