import { contains, formatCidr } from '../address.ts'
import type { Finding, Rule } from '../finding.ts'
import type { Gateway, Interface } from '../gateway.ts'
import type { Topology } from '../topology.ts'
import type { EndNetwork, TunnelEnd } from '../tunnel.ts'
import { oncePerPlace } from './once.ts'

/** Masquerade that reaches packets which belong into a tunnel. */
export const masqueradePrivate: Rule = {
  code: 'masquerade-private',
  level: 'error',
  trap: {
    when: 'a container bridge masquerades by itself (`bridge-nat: true`, LXD’s `ipv4.nat`), or a gateway masquerades while its end has no trap, towards a subnet that `private` does not cover',
    observe: 'the other side sees the address of the gateway instead of the host, or answers nothing at all',
    why: 'the address is changed before IPsec looks at the packet, and the policy of the tunnel no longer matches',
    write:
      'switch the NAT of the bridge off (`lxc network set lxdbr0 ipv4.nat false`) and name its network under `internet.masquerade`; add the subnet of the other side to `private`',
  },
  *check(topology) {
    yield* oncePerPlace(bridges(topology))
    yield* oncePerPlace(untrapped(topology))
  },
}

function* bridges({ gateways, tunnels }: Topology): Iterable<Finding> {
  const carried = new Set(
    tunnels.flatMap(({ ends }) => ends).flatMap(end => end.networks.map(network => keyOf(end, network))),
  )
  for (const gateway of gateways)
    for (const bridge of gateway.interfaces.filter(one => one.bridgeNat)) {
      const network = gateway.networks.find(
        one => one.interface === bridge.name && carried.has(keyOf(gateway, one)),
      )
      if (network !== undefined) yield masqueraded(gateway, bridge, network.name)
    }
}

const keyOf = ({ name }: { readonly name: string }, network: { readonly name: string }): string =>
  `${name} ${network.name}`

const masqueraded = (gateway: Gateway, bridge: Interface, network: string): Finding => ({
  severity: 'error',
  at: [...bridge.at, 'bridge-nat'],
  message: `the other side sees ${gateway.name} instead of the hosts of ${network}, and its tunnel carries nothing for them: ${bridge.name} masquerades by itself, before IPsec looks at the packet`,
  hint: `run lxc network set ${bridge.name} ipv4.nat false on ${gateway.name}, take bridge-nat out, and write masquerade: [${network}] under internet`,
})

/** A trap holds packets back while the tunnel is down; without one only `private` does. */
function* untrapped({ gateways, tunnels, private: space }: Topology): Iterable<Finding> {
  const masked = new Map(gateways.map(({ name, internet }) => [name, new Set(internet?.masquerade)]))
  for (const { ends } of tunnels)
    for (const [end, other] of [ends, [ends[1], ends[0]] as const]) {
      if (end.kind !== 'gateway' || end.start.startsWith('trap')) continue
      const network = end.networks.find(({ name }) => masked.get(end.name)?.has(name))
      if (network === undefined) continue
      for (const remote of other.networks)
        if (remote.kind === 'network' && !space.some(one => contains(one, remote.subnet)))
          yield leaving(end, network.name, other, remote)
    }
}

const leaving = (end: TunnelEnd, network: string, other: TunnelEnd, { at, subnet }: EndNetwork): Finding => ({
  severity: 'error',
  at: at[0] === 'gateways' ? [...at, 'subnet'] : at,
  message: `while the tunnel to ${other.name} is down, packets from ${network} to ${formatCidr(subnet)} leave with the public address of ${end.name}, and go on doing so when it is up again: ${end.name} masquerades ${network} and has no trap, and private does not cover ${formatCidr(subnet)}`,
  hint: `add ${formatCidr(subnet)}, or a subnet around it, to private`,
  because: [['private']],
})
