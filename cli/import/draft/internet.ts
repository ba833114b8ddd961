import type { Place } from '../../../schema/problem.ts'
import { contains, formatCidr, parseCidr } from '../../../schema/topology/address.ts'
import type { Host } from '../model/host.ts'
import { selectorOf } from '../model/selector.ts'
import { destinationOf, type FirewallRule, outputOf, sourceOf, targetOf } from '../syntax/iptables-rule.ts'
import type { GatewayDraft, NetworkDraft } from './draft.ts'
import type { InterfaceTable } from './interface-table.ts'

/** Rules that hide networks behind the gateway's address, those that scripts add included. */
const natRules = ({ firewall, scripts }: Host): FirewallRule[] => {
  const called = scripts
    .flatMap(({ calls }) => calls)
    .filter(({ words }) => words.includes('nat'))
    .map(({ words, place }): FirewallRule => ({ table: 'nat', chain: 'POSTROUTING', words, place }))
  return [...firewall.rules, ...called].filter(
    rule => rule.table === 'nat' && /^(?:MASQUERADE|SNAT)$/.test(targetOf(rule) ?? ''),
  )
}

/** Which networks reach the internet through the gateway, and by which interface. */
export const internetDraft = (
  host: Host,
  networks: readonly NetworkDraft[],
  table: InterfaceTable,
): GatewayDraft['internet'] => {
  const rules = natRules(host)
  const masquerade = networks.filter(({ subnet }) => rules.some(rule => hides(rule, subnet)))
  const [first] = rules
  const from: Place | undefined = first?.place
  const output = rules.map(outputOf).find(option => option !== undefined && !option.negated)?.value
  const named = output === undefined ? undefined : table.named(output)
  if (masquerade.length === 0 && !table.drafts.some(({ toInternet }) => toInternet)) return undefined
  return {
    via: named ?? table.toInternet(first && { text: first.words.join(' '), place: first.place }),
    masquerade: masquerade.map(({ name }) => name).sort(),
    from,
  }
}

const hides = (rule: FirewallRule, subnet: string): boolean => {
  const source = sourceOf(rule)
  const from = source === undefined ? undefined : selectorOf({ text: source.value, place: rule.place })
  const network = parseCidr(subnet)
  if (source === undefined) return true
  return (
    from !== undefined &&
    network !== undefined &&
    !source.negated &&
    (contains(from.subnet, network) || contains(network, from.subnet))
  )
}

/** RFC 1918 and RFC 4193: what networks are numbered from. */
const SPACES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8'].flatMap(
  text => parseCidr(text) ?? [],
)

/**
 * What is reachable through tunnels only: the private space that the host's own rules keep from masquerade, else the whole block that
 * a network is from, unless the underlay is numbered from the same block.
 */
export const privateSpace = (host: Host, networks: readonly string[], table: InterfaceTable): string[] => {
  const spared = natRules(host).flatMap(rule => {
    const destination = destinationOf(rule)
    const subnet =
      destination?.negated === true
        ? selectorOf({ text: destination.value, place: rule.place })?.subnet
        : undefined
    return subnet === undefined || !SPACES.some(space => contains(space, subnet)) ? [] : [subnet]
  })
  const underlay = [...table.drafts]
    .filter(({ vlan, key }) => vlan !== undefined || key.startsWith('underlay'))
    .flatMap(({ addresses }) => addresses.flatMap(text => parseCidr(text) ?? []))
  const found = networks.flatMap(text => {
    const network = parseCidr(text)
    if (network === undefined || network.prefix === 0) return []
    const known = spared.find(space => contains(space, network))
    const block = SPACES.find(
      space => contains(space, network) && !underlay.some(address => contains(space, address)),
    )
    return [formatCidr(known ?? block ?? network)]
  })
  return [...new Set(found)].sort()
}
