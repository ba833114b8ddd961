import { formatCidr } from '../../../schema/topology/address.ts'
import type { Gateway, Interface, Route } from '../../../schema/topology/gateway.ts'

/** An interface that cygnet configures; those it only knows about never reach the gateway's files. */
export interface ManagedInterface {
  readonly name: string
  readonly vlan: Interface['vlan']
  /** With prefix; the first is the primary one. */
  readonly addresses: readonly string[]
  readonly routes: readonly { readonly to: string; readonly via: string; readonly onLink: boolean }[]
  /** In bytes. */
  readonly mtu: number
}

/** The gateway's managed interfaces, sorted by name; addresses keep the order in which they were written. */
export const managedInterfaces = (gateway: Gateway): ManagedInterface[] =>
  gateway.interfaces
    .filter(({ managed }) => managed)
    .map(({ name, vlan, addresses, routes, mtu }) => ({
      name,
      vlan,
      addresses: addresses.map(formatCidr),
      routes: routes.map(routeOf),
      mtu,
    }))

const routeOf = ({ to, via, onLink }: Route): ManagedInterface['routes'][number] => ({
  to: formatCidr(to),
  via,
  onLink,
})
