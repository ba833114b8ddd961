import type { Gateway } from '../../../schema/topology/gateway.ts'
import type { Connection } from './connection.ts'
import type { DialIn } from './dial-in.ts'
import { familyOf } from './family.ts'

export interface Sysctl {
  /** In sysctl's dotted form. */
  readonly key: string
  readonly value: number
  readonly why: string
}

/** Kernel settings that forwarding between sites needs, in the order in which they are written. */
export const sysctlsOf = (
  gateway: Gateway,
  connections: readonly Connection[],
  dialIns: readonly DialIn[],
): Sysctl[] => [
  { key: 'net.ipv4.ip_forward', value: 1, why: 'a gateway forwards' },
  ...forwarding6(gateway, dialIns),
  ...redirects(gateway, [
    ...connections.map(({ local }) => local.interface),
    ...dialIns.map(one => one.interface),
  ]),
  ...(connections.length + dialIns.length > 0
    ? [
        {
          key: 'net.ipv4.conf.all.rp_filter',
          value: 2,
          why: 'loose: what leaves a tunnel arrives on the underlay, from which strict filtering expects no private source',
        },
      ]
    : []),
]

/** Forwarding makes Linux ignore router advertisements, from which many a server has its default route: only on need. */
const forwarding6 = (gateway: Gateway, dialIns: readonly DialIn[]): Sysctl[] =>
  gateway.networks.some(({ subnet }) => familyOf(subnet) === 6) ||
  dialIns.some(({ pools }) => pools.some(({ family }) => family === 6))
    ? [{ key: 'net.ipv6.conf.all.forwarding', value: 1, why: 'a network behind this gateway has IPv6' }]
    : []

/**
 * Accepting, on a host that forwards, is on only when `all` and the interface both say so. Sending is on when either
 * does, so an interface that exists already is told too where it matters: where a tunnel speaks from, because hosts
 * on that same link would be sent past the tunnel. Managed interfaces are made after this and take the default.
 */
const redirects = (gateway: Gateway, speaking: readonly (string | undefined)[]): Sysctl[] => [
  { key: 'net.ipv4.conf.all.accept_redirects', value: 0, why: "routes are nobody else's to change" },
  { key: 'net.ipv4.conf.all.send_redirects', value: 0, why: 'a redirect would send hosts past the tunnel' },
  { key: 'net.ipv4.conf.default.send_redirects', value: 0, why: 'the same, on interfaces still to come' },
  ...gateway.interfaces
    .filter(({ name, managed }) => !managed && speaking.includes(name))
    .map(({ name }) => ({
      key: `net.ipv4.conf.${name}.send_redirects`,
      value: 0,
      why: 'the same, where a tunnel speaks from',
    })),
]
