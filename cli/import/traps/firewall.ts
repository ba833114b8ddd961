import type { Problem } from '../../../schema/problem.ts'
import { contains, formatCidr, overlaps } from '../../../schema/topology/address.ts'
import { isForClients } from '../model/connection.ts'
import type { Host } from '../model/host.ts'
import { ownNatOf } from '../model/interfaces.ts'
import { isEverything, selectorOf, selectorsOf } from '../model/selector.ts'
import {
  canonicalRule,
  destinationOf,
  type FirewallRule,
  sourceOf,
  targetOf,
} from '../syntax/iptables-rule.ts'
import { remark } from '../word.ts'
import type { Trap } from './trap.ts'

/** One rule several times: what a script leaves that appends whenever it runs. */
export const ruleDuplicate: Trap = function* ({ firewall }) {
  const first = new Map<string, FirewallRule>()
  for (const rule of firewall.rules) {
    const key = canonicalRule(rule)
    const known = first.get(key)
    if (known === undefined) first.set(key, rule)
    else
      yield remark('rule-duplicate', 'warning', rule.place, {
        message: `the chain grows, and every packet walks all of it: this rule stands at line ${known.place.line} already, and something adds it again and again`,
        hint: 'mended: cygnet has chains of its own, which it replaces as a whole; delete what the script left',
      })
  }
}

/** Masquerade that takes traffic which belongs into a tunnel. */
export const masqueradePrivate: Trap = function* (host) {
  const remote = tunnelled(host)
  let exempt = false
  for (const rule of host.firewall.rules.filter(
    ({ table, chain }) => table === 'nat' && chain === 'POSTROUTING',
  )) {
    exempt ||= exemptsIpsec(rule)
    const taken =
      targetOf(rule) === 'MASQUERADE' || targetOf(rule) === 'SNAT'
        ? remote.find(one => covers(rule, one))
        : undefined
    if (exempt || taken === undefined) continue
    yield masqueraded(rule, formatCidr(taken.subnet))
  }
}

const masqueraded = (rule: FirewallRule, subnet: string): Problem => {
  const own = ownNatOf(rule)
  return remark('masquerade-private', own === undefined ? 'warning' : 'error', rule.place, {
    message: `connections into ${subnet} time out: this rule gives them the address of the gateway, and they no longer match the tunnel's selectors`,
    hint:
      own === undefined
        ? 'mended: cygnet masquerades nothing that IPsec takes; delete this rule on the host'
        : `lxc network set ${own.bridge} ipv4.nat=false (or what does the same), then delete bridge-nat: true from the topology, which is refused until then`,
  })
}

const tunnelled = ({ connections }: Host) =>
  selectorsOf(
    connections
      .filter(connection => !isForClients(connection))
      .flatMap(({ children }) => children.flatMap(({ remote }) => remote)),
  ).filter(one => !isEverything(one))

/** True when a packet for the subnet can match the rule. */
const covers = (
  rule: FirewallRule,
  { subnet }: { readonly subnet: Parameters<typeof contains>[0] },
): boolean => {
  const destination = destinationOf(rule)
  const source = sourceOf(rule)
  const from = source === undefined ? undefined : selectorOf({ text: source.value, place: rule.place })
  if (from !== undefined && source?.negated !== true && contains(subnet, from.subnet)) return false
  if (destination === undefined) return true
  const to = selectorOf({ text: destination.value, place: rule.place })
  if (to === undefined) return false
  return destination.negated ? !contains(to.subnet, subnet) : overlaps(to.subnet, subnet)
}

const exemptsIpsec = (rule: FirewallRule): boolean =>
  rule.words.includes('ipsec') &&
  /^(?:ACCEPT|RETURN)$/.test(targetOf(rule) ?? '') &&
  rule.words.includes('--pol')

/** Rules in the tables of the one backend beside rules in those of the other. */
export const firewallBackend: Trap = function* ({ firewall, scripts }) {
  if (firewall.backend === 'iptables-legacy') return
  for (const { calls } of scripts)
    for (const { program, place } of calls.filter(({ program }) => program.endsWith('-legacy')))
      yield remark('firewall-backend', 'warning', place, {
        message: `rules act that nobody sees: ${program} writes into tables of its own, beside those of nftables, which LXD, Docker and iptables itself use`,
        hint: 'mended: cygnet writes into one of the two; look what iptables-legacy-save still shows, and flush it',
        value: program,
      })
}
