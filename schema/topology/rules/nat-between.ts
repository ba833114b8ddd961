import { contains, parseAddress, parseCidr } from '../address.ts'
import type { Finding, Rule } from '../finding.ts'
import type { Gateway } from '../gateway.ts'
import type { Topology } from '../topology.ts'
import type { TunnelEnd } from '../tunnel.ts'
import { oncePerPlace } from './once.ts'

/** A gateway on the internet that looks for the other end at an address of somebody's inside. */
export const natBetween: Rule = {
  code: 'nat-between',
  level: 'warning',
  trap: {
    when: 'one end of a tunnel speaks from a public address, the other from a private one that the first has no route to',
    observe:
      'the tunnel never comes up: the gateway hears the other end from an address that it does not know',
    why: 'a NAT stands between them and puts its own address in the place of the private one',
    write:
      'addresses that reach each other as they are; a peer needs no `address`, and may then call from anywhere',
  },
  *check(topology) {
    yield* oncePerPlace(strangers(topology))
  },
}

function* strangers({ gateways, tunnels }: Topology): Iterable<Finding> {
  for (const { ends } of tunnels) {
    const [a, b] = ends
    const [outer, inner] = isInside(a) ? [b, a] : [a, b]
    const gateway = gateways.find(({ name }) => name === outer.name)
    if (!isInside(inner) || isInside(outer) || outer.address === undefined) continue
    // What a peer looks for is its own affair.
    if (outer.kind === 'peer' || gateway === undefined || leadsTo(gateway, inner)) continue
    yield {
      severity: 'warning',
      at: inner.at,
      message: `the tunnel never comes up: ${outer.name}, which speaks from ${outer.address}, looks for ${inner.name} at ${inner.address}, and hears it from the address of the NAT between them`,
      hint:
        inner.kind === 'peer'
          ? `leave out the address of ${inner.name}: it may then call from anywhere`
          : 'let both speak from addresses that reach each other without a NAT; where these two do, say why with allow',
      because: [[inner.kind === 'peer' ? 'peers' : 'gateways', inner.name]],
    }
  }
}

const INSIDE: ReadonlySet<string> = new Set(['private', 'carrierGradeNat', 'uniqueLocal', 'linkLocal'])

const isInside = ({ address = '' }: TunnelEnd): boolean => INSIDE.has(parseAddress(address)?.range() ?? '')

/** It has an interface or a route there. */
const leadsTo = ({ interfaces }: Gateway, { address }: TunnelEnd): boolean => {
  const host = parseCidr(`${address}/${address?.includes(':') ? 128 : 32}`)
  return (
    host !== undefined &&
    interfaces.some(
      one =>
        one.addresses.some(own => contains(own, host)) || one.routes.some(({ to }) => contains(to, host)),
    )
  )
}
