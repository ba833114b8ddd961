import { parse } from 'yaml'
import * as z from 'zod'
import { type Cidr, parseAddress, parseCidr } from '../../../schema/topology/address.ts'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import { fileText } from '../loaded.ts'
import { quoted } from '../visible.ts'
import type { PlanFinding } from './plan-finding.ts'

/**
 * Changes of what may carry the runner's own packets to the control plane: interfaces with public addresses or routes, and rules
 * that keep the gateway itself from public addresses. Which path it really takes only the gateway knows.
 */
export const lockoutRisks = (was: Bundle, is: Bundle): PlanFinding[] => {
  const reasons = [...changedInterfaces(was, is), ...newDrops(was, is)]
  if (reasons.length === 0) return []
  return [
    {
      code: 'lockout-risk',
      severity: 'warning',
      message: `${quoted(is.gateway)} may no longer reach the control plane, and then goes back by itself: ${reasons.join(', ')}`,
      hint: `roll ${quoted(is.gateway)} out in a wave of its own, while somebody can reach its console`,
    },
  ]
}

const NETPLAN = '/etc/netplan/60-cygnet.yaml'

const Interface = z.looseObject({
  addresses: z.array(z.string()).optional(),
  routes: z.array(z.looseObject({ to: z.string() })).optional(),
})

const Netplan = z.object({
  network: z.object({
    ethernets: z.record(z.string(), Interface).optional(),
    vlans: z.record(z.string(), Interface).optional(),
  }),
})

const interfacesOf = (bundle: Bundle): ReadonlyMap<string, z.infer<typeof Interface>> => {
  const text = fileText(bundle, NETPLAN)
  if (text === '') return new Map()
  const { ethernets, vlans } = Netplan.parse(parse(text)).network
  return new Map(Object.entries({ ...ethernets, ...vlans }))
}

const changedInterfaces = (was: Bundle, is: Bundle): string[] => {
  if (fileText(was, NETPLAN) === fileText(is, NETPLAN)) return []
  const [before, after] = [interfacesOf(was), interfacesOf(is)]
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap(name => {
    const [old, fresh] = [before.get(name), after.get(name)]
    if (JSON.stringify(old) === JSON.stringify(fresh)) return []
    const leadsOut = [old, fresh].some(one => one !== undefined && isPublic(one))
    const what = old === undefined ? 'is new' : fresh === undefined ? 'goes' : 'is configured anew'
    return leadsOut ? [`${quoted(name)}, which leads to public addresses, ${what}`] : []
  })
}

const isPublic = ({ addresses = [], routes = [] }: z.infer<typeof Interface>): boolean =>
  [...addresses, ...routes.map(({ to }) => to)].some(text => leadsOutside(text))

const leadsOutside = (text: string): boolean => {
  const cidr = text === 'default' ? undefined : (parseCidr(text) ?? hostCidr(text))
  return cidr === undefined || cidr.prefix === 0 || !INSIDE.has(cidr.address.range())
}

/** What ipaddr.js calls the addresses that nobody routes through the internet. */
const INSIDE: ReadonlySet<string> = new Set([
  'private',
  'uniqueLocal',
  'linkLocal',
  'carrierGradeNat',
  'loopback',
])

const hostCidr = (text: string): Cidr | undefined => {
  const address = parseAddress(text)
  return address && { address, prefix: 128 }
}

const DROP = /^-A CYGNET-OUTPUT -d (\S+) .*-j DROP$/gm

const dropsOf = (bundle: Bundle): string[] =>
  (['/etc/cygnet/iptables.v4', '/etc/cygnet/iptables.v6'] as const).flatMap(path =>
    [...fileText(bundle, path).matchAll(DROP)].flatMap(([, subnet]) => subnet ?? []),
  )

const newDrops = (was: Bundle, is: Bundle): string[] => {
  const known = new Set(dropsOf(was))
  return dropsOf(is)
    .filter(subnet => !known.has(subnet) && leadsOutside(subnet))
    .map(subnet => `${quoted(subnet)} is public space, and is to be reached through tunnels only`)
}
