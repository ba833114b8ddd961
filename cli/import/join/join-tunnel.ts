import type { Problem } from '../../../schema/problem.ts'
import type { Draft, TunnelDraft } from '../draft/draft.ts'
import { nameLike, untaken } from '../draft/names.ts'
import { plainId } from '../draft/secret-choice.ts'
import { remark } from '../word.ts'
import type { Entry } from '../write/block.ts'
import type { TopologyText } from '../write/topology-text.ts'
import type { Known } from './known.ts'
import { addressesOf, bringsIn, type Partner, partnerOf } from './partner.ts'
import { agreed, written } from './proposals.ts'
import { actionOf, jointStart } from './start.ts'
import { tunnelBlock } from './tunnel-block.ts'

/** The topology while a host is added to it. */
export interface Joining {
  readonly known: Known
  readonly text: TopologyText
  readonly draft: Draft
  /** Both ends make their own key wherever both are gateways of the topology. */
  readonly derive: boolean
  readonly problems: Problem[]
  /** Says where something stood on the host. */
  readonly cite: (place: Problem['place']) => string
}

/** What became of the secret that a draft names: under which name it stands now and who needs it, or that nobody does. */
export type SecretFate =
  | { readonly kind: 'kept'; readonly name: string; readonly gateways: readonly string[] }
  | { readonly kind: 'derived'; readonly instead: string | undefined }

/** Writes one tunnel: joined with its other half, straight to a gateway that is there already, or to a peer. */
export const joinTunnel = (joining: Joining, tunnel: TunnelDraft): SecretFate => {
  const partner = partnerOf(joining.known, tunnel)
  if (partner !== undefined) return withPartner(joining, tunnel, partner)
  const address = tunnel.remote.address
  const gateway = Object.keys(joining.known.gateways).find(
    name =>
      address !== undefined &&
      name !== joining.draft.gateway.name &&
      addressesOf(joining.known, name).has(address),
  )
  return gateway === undefined ? withPeer(joining, tunnel) : oneSided(joining, tunnel, gateway)
}

const withPartner = (joining: Joining, tunnel: TunnelDraft, partner: Partner): SecretFate => {
  const { known, text, draft, derive, problems } = joining
  const { gateway, tunnel: first } = partner
  const us = draft.gateway.name
  const start = jointStart(
    { name: gateway, action: actionOf(first.start, gateway) },
    { name: us, action: tunnel.start },
  )
  const ike = agreed(first.ike, written(tunnel.ike, 'ike'))
  const esp = agreed(first.esp, written(tunnel.esp, 'esp'))
  if (start.bothStart) problems.push(bothStart(tunnel, partner.name))
  if (ike.disjoint || esp.disjoint) problems.push(disjoint(tunnel, partner.name))
  if (!partner.mirrored) problems.push(notMirrored(joining, tunnel, partner))
  const sealedAs =
    first.secret?.startsWith('sealed/') === true ? first.secret.slice('sealed/'.length) : undefined
  const secret = derive ? undefined : (sealedAs ?? tunnel.secret)
  text.remove('tunnels', partner.name)
  if (!isUsedElsewhere(known, partner)) text.remove('peers', partner.peer)
  const name = untaken(
    nameLike(`${gateway}-${us}`),
    new Set(Object.keys(known.tunnels).filter(one => one !== partner.name)),
  )
  const words = {
    between: { [gateway]: first.between[gateway] ?? null, [us]: tunnel.via },
    networks: { ...renamed(first.networks, partner.peer), ...ownNetworks(draft, tunnel) },
    secret: secret === undefined ? undefined : `sealed/${secret}`,
    ike: ike.proposals,
    esp: esp.proposals,
    start: start.start,
    kept: keptOf(first),
    notes: {},
  }
  text.setBlock(
    'tunnels',
    name,
    tunnelBlock(words, tunnel),
    `${partner.name} on ${gateway}, ${tunnel.from.text} on ${us} (${joining.cite(tunnel.from.place)})`,
  )
  return secret === undefined
    ? { kind: 'derived', instead: sealedAs }
    : { kind: 'kept', name: secret, gateways: [gateway, us] }
}

/** Settings of the first half that are nobody's ends and need no second opinion. */
const keptOf = (first: Partner['tunnel']): Entry[] =>
  ['epoch', 'rekey', 'dpd', 'close', 'encap', 'mss', 'reauth', 'allow'].flatMap((key): Entry[] =>
    first[key] === undefined ? [] : [{ key, value: first[key] }],
  )

const renamed = (networks: Partner['tunnel']['networks'], peer: string): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(networks ?? {}).filter(([end]) => end !== peer))

const isUsedElsewhere = (known: Known, { name, peer }: Partner): boolean =>
  Object.entries(known.tunnels).some(([other, { between }]) => other !== name && Object.hasOwn(between, peer))

/** The gateway's networks by name, where the tunnel does not bring in all of them. */
const ownNetworks = ({ gateway }: Draft, { local }: TunnelDraft): Record<string, readonly string[]> => {
  const chosen = gateway.networks
    .filter(({ subnet }) => local.networks.includes(subnet))
    .map(({ name }) => name)
  const everything = local.networks.filter(subnet => subnet.endsWith('/0'))
  return chosen.length === gateway.networks.length && everything.length === 0
    ? {}
    : { [gateway.name]: [...chosen, ...everything] }
}

const withPeer = (joining: Joining, tunnel: TunnelDraft): SecretFate => {
  const { known, text, draft, problems } = joining
  const { remote } = tunnel
  const id = remote.id ?? remote.address
  const kept: SecretFate = { kind: 'kept', name: tunnel.secret ?? '', gateways: [draft.gateway.name] }
  if (id === undefined || !/^[@A-Za-z0-9][A-Za-z0-9._:@=, /+*-]{0,126}$/.test(id) || id.startsWith('%')) {
    problems.push(nobody(tunnel))
    return { kind: 'derived', instead: undefined }
  }
  const address =
    remote.address !== undefined && /^[0-9a-fA-F.:]+$/.test(remote.address) ? remote.address : undefined
  const existing = Object.entries(known.peers).find(
    ([, peer]) => plainId(peer.id) === plainId(id) && peer.address === address,
  )
  const taken = new Set([...Object.keys(known.peers), ...Object.keys(known.gateways), draft.gateway.name])
  const peer =
    existing?.[0] ??
    untaken(
      nameLike(/[a-z]/i.test(plainId(id)) ? (plainId(id).split(/[.@]/)[0] ?? '') : `${tunnel.label}-peer`),
      taken,
    )
  const networks = [...new Set([...(existing?.[1].networks ?? []), ...remote.networks])].sort()
  const value = { ...(address === undefined ? {} : { address }), id, networks }
  text.setInline('peers', peer, value, joining.cite(tunnel.from.place))
  known.peers[peer] = value
  const name = untaken(tunnel.label, new Set(Object.keys(known.tunnels)))
  const subset =
    existing !== undefined && networks.length > remote.networks.length ? { [peer]: remote.networks } : {}
  writeTunnel(joining, tunnel, name, { [draft.gateway.name]: tunnel.via, [peer]: null }, subset)
  problems.push(identity(joining, tunnel))
  return kept
}

const writeTunnel = (
  { known, text, draft, cite }: Joining,
  tunnel: TunnelDraft,
  name: string,
  between: Readonly<Record<string, string | null>>,
  networks: Readonly<Record<string, readonly string[]>>,
): void => {
  // What only a peer needs may be weak; two gateways of the topology agree on what is not.
  const isOurs = Object.keys(between).every(one => one === draft.gateway.name || one in known.gateways)
  const offered = (all: readonly string[] | undefined) => (isOurs ? agreed(all, undefined).proposals : all)
  const words = {
    between,
    networks: { ...networks, ...ownNetworks(draft, tunnel) },
    secret: tunnel.secret === undefined ? undefined : `sealed/${tunnel.secret}`,
    ike: offered(written(tunnel.ike, 'ike')),
    esp: offered(written(tunnel.esp, 'esp')),
    start: tunnel.start === 'trap' ? undefined : tunnel.start,
    kept: [],
    notes: {},
  }
  text.setBlock(
    'tunnels',
    name,
    tunnelBlock(words, tunnel),
    `${tunnel.from.text} (${cite(tunnel.from.place)})`,
  )
  known.tunnels[name] = { between: { ...between } }
}

const oneSided = (joining: Joining, tunnel: TunnelDraft, gateway: string): SecretFate => {
  const { known, draft, derive, problems } = joining
  const on = Object.entries(known.gateways[gateway]?.interfaces ?? {}).find(([, one]) =>
    (one?.addresses ?? []).some(text => text.split('/')[0] === tunnel.remote.address),
  )
  problems.push(
    remark('one-sided', 'warning', tunnel.from.place, {
      message: `${gateway} has ${tunnel.remote.address}, and its files had no connection that fits this one: the tunnel cannot have worked`,
      hint: 'see which networks it joins; the topology sets up both ends',
      value: tunnel.from.text,
    }),
  )
  const name = untaken(nameLike(`${gateway}-${draft.gateway.name}`), new Set(Object.keys(known.tunnels)))
  const between = { [gateway]: on?.[0] ?? null, [draft.gateway.name]: tunnel.via }
  writeTunnel(joining, derive ? { ...tunnel, secret: undefined } : tunnel, name, between, {})
  return derive || tunnel.secret === undefined
    ? { kind: 'derived', instead: undefined }
    : { kind: 'kept', name: tunnel.secret, gateways: [gateway, draft.gateway.name] }
}

const bothStart = ({ from }: TunnelDraft, other: string): Problem =>
  remark('both-start', 'warning', from.place, {
    message: `two IKE SAs come up side by side, and packets take either: ${other} starts the tunnel at one end and ${from.text} at the other`,
    hint: 'mended: one end starts, and both have a trap',
    value: from.text,
  })

const disjoint = ({ from }: TunnelDraft, other: string): Problem =>
  remark('proposal-disjoint', 'warning', from.place, {
    message: `the tunnel never came up, or not as it is written: ${other} and ${from.text} offer nothing that the other one does`,
    hint: 'mended: both offer the defaults',
    value: from.text,
  })

const notMirrored = (
  { known, cite }: Joining,
  { from, local, remote }: TunnelDraft,
  { name, gateway, peer, tunnel }: Partner,
): Problem =>
  remark('selector-mirror', 'error', from.place, {
    message: `traffic flows in one direction or not at all: ${from.text} (${cite(from.place)}) joins ${local.networks.join(', ')} with ${remote.networks.join(', ')}, and ${name} says ${(known.peers[peer]?.networks ?? []).join(', ')} and ${bringsIn(known, tunnel, gateway).join(', ')}`,
    hint: 'the topology joins what each gateway says is behind it: see that these networks are right',
    value: from.text,
  })

const nobody = ({ from }: TunnelDraft): Problem =>
  remark('not-expressed', 'warning', from.place, {
    message: `left out: ${from.text} takes any peer that knows the key, and a peer here has an identity`,
    hint: 'write the peer into the topology with its id, and the tunnel to it',
    value: from.text,
  })

const identity = ({ known, draft }: Joining, { from, local }: TunnelDraft): Problem =>
  remark('identity-changes', 'warning', from.place, {
    message: `until the other end is imported too, it has to know this one by another name: ${draft.gateway.name}.${known.network} instead of ${plainId(local.id ?? local.address ?? 'its address')}`,
    hint: `import the other end, or set its ${from.text} to expect ${draft.gateway.name}.${known.network}`,
    value: from.text,
  })
