import type { Problem } from '../../../schema/problem.ts'
import { formatCidr, overlaps } from '../../../schema/topology/address.ts'
import { type Connection, isForClients } from '../model/connection.ts'
import type { Host } from '../model/host.ts'
import { isEverything, type Selector, selectorsOf } from '../model/selector.ts'
import { notExpressed, remark } from '../word.ts'
import { accessDrafts } from './access.ts'
import type { Draft, GatewayDraft, NetworkDraft, SecretDraft } from './draft.ts'
import { InterfaceTable } from './interface-table.ts'
import { internetDraft, privateSpace } from './internet.ts'
import { untaken } from './names.ts'
import { tunnelDrafts } from './tunnels.ts'

/** What a host becomes in the topology; `daemon` is what the person wants instead of what the host has. */
export const draftOf = (
  host: Host,
  daemon: GatewayDraft['daemon'] | undefined,
  problems: Problem[],
): Draft => {
  const table = new InterfaceTable(host, problems)
  const secrets: SecretDraft[] = []
  const networks = networkDrafts(host, table)
  const tunnels = tunnelDrafts(host, table, secrets, problems)
  const access = accessDrafts(host, table, secrets, problems)
  const internet = internetDraft(host, networks, table)
  const far = tunnels.flatMap(({ remote }) => remote.networks)
  const clients = access.flatMap(({ users, pool }) => [
    ...users.map(({ address }) => `${address}/32`),
    ...(pool === undefined ? [] : [pool]),
  ])
  return {
    gateway: {
      name: host.gateway,
      provider: host.provider,
      os: host.os,
      daemon: daemon ?? daemonOf(host),
      firewall: host.firewall.backend === 'iptables-legacy' ? 'iptables-legacy' : undefined,
      nat: natOf(host, problems),
      interfaces: table.drafts,
      networks,
      internet,
    },
    tunnels,
    access,
    secrets,
    private: privateSpace(
      host,
      [...networks.map(({ subnet }) => subnet), ...far, ...clients.filter(text => !text.includes(':'))],
      table,
    ),
  }
}

const daemonOf = ({ connections, services }: Host): GatewayDraft['daemon'] => {
  if (services.swanctl !== services.starter) return services.swanctl === true ? 'swanctl' : 'ipsec.conf'
  return connections.some(({ form }) => form === 'swanctl') || connections.length === 0
    ? 'swanctl'
    : 'ipsec.conf'
}

/** What is behind the gateway: everything that its tunnels to other sites bring in. */
const networkDrafts = (host: Host, table: InterfaceTable): NetworkDraft[] => {
  const words = host.connections
    .filter(connection => !isForClients(connection) && connection.loaded)
    .flatMap(({ children }) => children.flatMap(({ local, remote }) => (remote.length > 0 ? local : [])))
  const names = new Set<string>()
  const subnets = new Map<string, Selector>()
  for (const one of selectorsOf(words)) {
    const known = subnets.get(formatCidr(one.subnet))
    if (known === undefined && !isEverything(one)) subnets.set(formatCidr(one.subnet), one)
  }
  return [...subnets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([subnet, selector]) => {
      const on = bridgeOf(host, selector, table) ?? table.behind(selector)
      const name = untaken(
        /^(?:lxd|incus|docker|podman|br|virbr|cni)/.test(on) ? 'containers' : 'lan',
        names,
        15,
      )
      names.add(name)
      return { name, subnet, interface: on, from: selector.word.place }
    })
}

/** A bridge that LXD or Docker masquerades: its rule says which subnet is behind it. The selector's host bits are its address. */
const bridgeOf = (host: Host, { subnet, written }: Selector, table: InterfaceTable): string | undefined => {
  const bridge = host.interfaces.find(({ ownNat, name }) => {
    const own = ownNat === undefined ? undefined : selectorsOf([{ ...name, text: ownNat.text }])[0]
    return own !== undefined && overlaps(own.subnet, subnet)
  })
  return bridge === undefined ? undefined : table.withAddress(bridge.name.text, written)
}

/** A NAT that IKE does not notice, where a tunnel to another site forces encapsulation and no provider implies it. */
const natOf = (host: Host, problems: Problem[]): GatewayDraft['nat'] => {
  const tunnels = host.connections.filter(connection => !isForClients(connection) && connection.loaded)
  const forced = tunnels.find(({ encap }) => encap !== undefined)?.encap
  for (const client of host.connections.filter(isForClients))
    if (client.encap !== undefined && forced === undefined) tellClients(client, problems)
  const unforced = tunnels.find(({ encap }) => encap === undefined)
  if (forced !== undefined && unforced !== undefined)
    problems.push(
      notExpressed(
        unforced.name,
        'one tunnel without forced encapsulation beside others with it: a NAT is a property of the gateway',
        'nothing needs to be done: encapsulation costs 8 bytes',
      ),
    )
  return host.provider === 'hetzner-cloud' ? undefined : forced?.place
}

const tellClients = ({ encap, loaded }: Connection, problems: Problem[]): void => {
  if (encap === undefined || !loaded || problems.some(({ place }) => place === encap.place)) return
  problems.push(
    remark('not-expressed', 'info', encap.place, {
      message:
        'left out: encapsulation forced for clients; those behind a NAT, which is nearly all of them, are noticed and encapsulated anyway',
      hint: 'write nat: true on the gateway when it sits behind a NAT itself',
      value: encap.text,
    }),
  )
}
