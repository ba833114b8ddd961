import type { Problem } from '../../../schema/problem.ts'
import { formatCidr } from '../../../schema/topology/address.ts'
import { type Child, type Connection, isForClients } from '../model/connection.ts'
import type { Host } from '../model/host.ts'
import { type Selector, selectorsOf } from '../model/selector.ts'
import { estimatedBits } from '../traps/secret-strength.ts'
import { notExpressed, remark } from '../word.ts'
import type { EndDraft, SecretDraft, TunnelDraft } from './draft.ts'
import type { InterfaceTable } from './interface-table.ts'
import { nameLike, untaken } from './names.ts'
import { proposalsDraft } from './proposals.ts'
import { keyFor, plainId } from './secret-choice.ts'

/** The tunnels of a host to other sites. Connections with the same two ends are one tunnel: charon makes one IKE SA of them. */
export const tunnelDrafts = (
  host: Host,
  table: InterfaceTable,
  secrets: SecretDraft[],
  problems: Problem[],
): TunnelDraft[] => {
  const templates = new Set(host.connections.flatMap(({ inherits }) => inherits))
  const groups = new Map<string, Connection[]>()
  for (const connection of host.connections) {
    if (isForClients(connection) || !connection.loaded) continue
    if (templates.has(connection.name.text) && connection.remote.addresses.length === 0) continue
    if (!isKeyed(connection, problems)) continue
    const key = JSON.stringify([endOf(connection.local, []), endOf(connection.remote, [])])
    groups.set(key, [...(groups.get(key) ?? []), connection])
  }
  const names = new Set<string>()
  return [...groups.values()].flatMap(group => {
    const [first] = group
    const children = group.flatMap(({ children }) => children).filter(child => joinsNetworks(child, problems))
    if (first === undefined || children.length === 0) return []
    const label = untaken(nameLike(first.name.text), names)
    names.add(label)
    return draftOf(label, first, children, host, table, secrets, problems)
  })
}

const isKeyed = ({ local, remote, name }: Connection, problems: Problem[]): boolean => {
  if (local.auth === 'psk' && remote.auth === 'psk') return true
  problems.push(
    notExpressed(
      name,
      `${name.text} authenticates by ${local.auth === 'psk' ? remote.auth : local.auth}, and tunnels between sites have a secret that both ends know`,
      'when both ends are gateways of the topology, add the tunnel there: they derive a key of their own, which is as good as certificates',
    ),
  )
  return false
}

const joinsNetworks = (child: Child, problems: Problem[]): boolean => {
  if (selectorsOf(child.local).length > 0 && selectorsOf(child.remote).length > 0) return true
  problems.push(
    notExpressed(
      child.name,
      `${child.name.text} joins single machines, and tunnels here join networks behind gateways`,
      'give both ends a network, or keep the connection in a file of its own',
    ),
  )
  return false
}

const draftOf = (
  label: string,
  first: Connection,
  children: readonly Child[],
  host: Host,
  table: InterfaceTable,
  secrets: SecretDraft[],
  problems: Problem[],
): TunnelDraft => {
  const local = selectorsOf(children.flatMap(child => child.local))
  const remote = selectorsOf(children.flatMap(child => child.remote))
  if (!joinsAll(children, local, remote)) problems.push(someOnly(first))
  if (first.rekey === 'never') problems.push(alwaysRekeyed(first))
  const key = keyFor(first, host.secrets)
  if (key === undefined) problems.push(withoutKey(first))
  else {
    const { value, place } = key
    secrets.push({ name: label, holds: 'psk', bits: estimatedBits(value), value, from: place })
  }
  const [child] = children
  return {
    label,
    from: first.name,
    via: table.speakingFrom(first.local.addresses[0]),
    local: endOf(first.local, local),
    remote: endOf(first.remote, remote),
    ike: proposalsDraft([first.ike]),
    esp: proposalsDraft(children.map(({ esp }) => esp)),
    rekey: { ike: timeOf(first.rekey), child: timeOf(child?.rekey) },
    start: children.map(({ start }) => start.value).find(action => action !== 'none') ?? 'none',
    dpd: { delay: first.dpdDelay?.value, action: child?.dpdAction?.value },
    close: child?.closeAction?.value,
    secret: key === undefined ? undefined : label,
  }
}

const alwaysRekeyed = ({ name }: Connection): Problem =>
  notExpressed(name, 'never rekeying: keys are made anew here, without loss', 'nothing needs to be done')

const timeOf = (time: Connection['rekey']): number | undefined => (time === 'never' ? undefined : time)

const endOf = (side: Connection['local'], selectors: readonly Selector[]): EndDraft => ({
  address: side.addresses[0]?.text,
  id: side.id === undefined ? undefined : side.id.text,
  networks: [...new Set(selectors.map(({ subnet }) => formatCidr(subnet)))].sort(),
})

/** True when every network of the one end is joined to every one of the other, as tunnels here do. */
const joinsAll = (
  children: readonly Child[],
  local: readonly Selector[],
  remote: readonly Selector[],
): boolean => {
  const names = (all: readonly Selector[]) => new Set(all.map(({ subnet }) => formatCidr(subnet)))
  const pairs = new Set(
    children.flatMap(child =>
      selectorsOf(child.local).flatMap(ours =>
        selectorsOf(child.remote).map(theirs => `${formatCidr(ours.subnet)} ${formatCidr(theirs.subnet)}`),
      ),
    ),
  )
  return pairs.size === names(local).size * names(remote).size
}

const someOnly = ({ name }: Connection): Problem =>
  remark('not-expressed', 'warning', name.place, {
    message: `more networks reach one another than before: ${name.text} joins some pairs of networks, and a tunnel here joins each network of one end to each of the other`,
    hint: 'filter between them on the gateway, or part them into tunnels with networks: of their own',
    value: name.text,
  })

const withoutKey = ({ name, remote }: Connection): Problem =>
  remark('secret-missing', 'warning', name.place, {
    message: `${name.text} has no secret here: nothing among the host's secrets belongs to ${plainId(remote.id?.text ?? remote.addresses[0]?.text ?? 'its other end')}`,
    hint: 'import the file with the secrets too, or seal one: cygnet secret seal',
    value: name.text,
  })
