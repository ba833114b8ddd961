import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Connection } from './connection.ts'
import type { ManagedInterface } from './interfaces.ts'

export type Probes = Bundle['probes']

/** What the gateway must find true of itself before it commits. */
export const probesOf = (
  interfaces: readonly ManagedInterface[],
  connections: readonly Connection[],
): Probes => ({
  interfaces: interfaces.map(({ name, addresses, mtu }) => ({ name, addresses: [...addresses], mtu })),
  connections: connections.map(({ name, children }) => ({
    connection: name,
    children: children.map(child => child.name),
    inside: children.flatMap(child => (child.inside ? [{ child: child.name, ...child.inside }] : [])),
  })),
})
