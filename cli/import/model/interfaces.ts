import { parseCidr } from '../../../schema/topology/address.ts'
import type { LiveLink } from '../syntax/ip-address.ts'
import { commentOf, type FirewallRule, sourceOf, targetOf } from '../syntax/iptables-rule.ts'
import { startOf, type Word } from '../word.ts'
import type { HostInterface } from './host.ts'

const LXD = /^generated for (?:LXD|Incus) network ([A-Za-z0-9_-]{1,15})$/

/** The bridge and the subnet that LXD or Docker masquerades by itself with a rule; undefined for anybody else's rule. */
export const ownNatOf = (
  rule: FirewallRule,
): { readonly bridge: string; readonly subnet: string } | undefined => {
  const source = sourceOf(rule)
  if (rule.table !== 'nat' || targetOf(rule) !== 'MASQUERADE' || source === undefined) return undefined
  const lxd = LXD.exec(commentOf(rule))?.[1]
  const at = rule.words.findIndex(word => word === '-o' || word === '--out-interface')
  const docker =
    rule.words[at - 1] === '!' ? /^(?:docker|br-)[\w-]{1,12}$/.exec(rule.words[at + 1] ?? '')?.[0] : undefined
  const bridge = lxd ?? docker
  return bridge === undefined ? undefined : { bridge, subnet: source.value }
}

/** Interfaces that nothing defines: those that `ip address` shows, and bridges that only a rule of LXD's speaks of. */
export const allInterfaces = (
  defined: readonly HostInterface[],
  live: readonly LiveLink[],
  liveFile: string,
  rules: readonly FirewallRule[],
): HostInterface[] => {
  const all = new Map<string, HostInterface>()
  for (const one of defined) all.set(one.name.text, merged(all.get(one.name.text), one))
  for (const link of live.filter(({ ifname }) => ifname !== 'lo')) {
    const known = all.get(link.ifname)
    const shown = liveInterface(link, liveFile)
    all.set(
      link.ifname,
      known === undefined ? shown : { ...known, addresses: union(known.addresses, shown.addresses) },
    )
  }
  for (const rule of rules) {
    const nat = ownNatOf(rule)
    if (nat === undefined) continue
    const word: Word = { text: nat.bridge, place: rule.place }
    all.set(nat.bridge, {
      ...(all.get(nat.bridge) ?? bare(word, 'bridge')),
      ownNat: { text: nat.subnet, place: rule.place },
    })
  }
  return [...all.values()]
}

const bare = (name: Word, kind: HostInterface['kind']): HostInterface => ({
  name,
  kind,
  addresses: [],
  mtu: undefined,
  vlan: undefined,
  routes: [],
  toInternet: false,
  ownNat: undefined,
})

const liveInterface = ({ ifname, addr_info = [] }: LiveLink, file: string): HostInterface => ({
  ...bare(
    { text: ifname, place: startOf(file) },
    /^(?:lxdbr|docker|br|incusbr|virbr)/.test(ifname) ? 'bridge' : 'ethernet',
  ),
  addresses: addr_info
    .filter(({ scope }) => scope !== 'link')
    .map(({ local, prefixlen }) => ({ text: `${local}/${prefixlen}`, place: startOf(file) }))
    .filter(({ text }) => parseCidr(text) !== undefined),
})

/** netplan joins the lists of files that speak of one interface; of single values the later one counts. */
const merged = (first: HostInterface | undefined, second: HostInterface): HostInterface =>
  first === undefined
    ? second
    : {
        ...second,
        addresses: union(first.addresses, second.addresses),
        routes: [...first.routes, ...second.routes],
        mtu: second.mtu ?? first.mtu,
        vlan: second.vlan ?? first.vlan,
        toInternet: first.toInternet || second.toInternet,
      }

const union = (first: readonly Word[], second: readonly Word[]): readonly Word[] => [
  ...first,
  ...second.filter(({ text }) => !first.some(other => other.text === text)),
]
