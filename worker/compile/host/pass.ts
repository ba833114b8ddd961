import { formatCidr, overlaps, parseCidr } from '../../../schema/topology/address.ts'
import type { Gateway } from '../../../schema/topology/gateway.ts'
import type { Connection } from './connection.ts'

/** The connection that holds all of them: no tunnel and no access can be called this. */
export const PASSES = 'own_networks'

/** Addresses that nobody calls from or to, so that this connection is never taken for a peer's. */
export const NOWHERE = { local: '127.0.0.1', remote: '127.0.0.2' } as const

/** Traffic that stays out of every tunnel: between two networks of the gateway itself. */
export interface Pass {
  readonly name: string
  /** Subnets, of one family. */
  readonly local: string
  readonly remote: string
}

/**
 * What a selector would carry away that belongs at home: a spoke whose hub speaks for all of private space would send its
 * own hosts' answers to one another through the hub. Only towards networks that are there; clients keep their policies.
 */
export const passesOf = (gateway: Gateway, connections: readonly Connection[]): Pass[] => {
  const children = connections.flatMap(connection => connection.children)
  const passes = new Map<string, Pass>()
  for (const { local, remote } of children)
    for (const network of gateway.networks) {
      const selector = parseCidr(remote)
      if (selector === undefined || !overlaps(selector, network.subnet)) continue
      const pass = passOf(local, formatCidr(network.subnet))
      passes.set(pass.name, pass)
    }
  return [...passes.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const passOf = (local: string, remote: string): Pass => ({
  name: `net-${local}-to-${remote}`.replace(/[.:/]/g, '-'),
  local,
  remote,
})
