import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCidr, overlaps, parseCidr } from '../../../schema/topology/address.ts'
import { arbitraryNetwork, topologyOf } from '../../../test/fixtures/arbitrary-network.ts'
import { hostConfigOf, isEnrolled } from './host-config.ts'

const covers = (outer: string, inner: string): boolean => {
  const [a, b] = [parseCidr(outer), parseCidr(inner)]
  return a !== undefined && b !== undefined && overlaps(a, b)
}

test('no packet between two networks of one gateway is taken by a tunnel, and no client is kept from theirs', () => {
  fc.assert(
    fc.property(arbitraryNetwork, document => {
      const topology = topologyOf(document)
      for (const gateway of topology.gateways.filter(isEnrolled)) {
        const { connections, passes } = hostConfigOf(topology, gateway)
        const own = gateway.networks.map(({ subnet }) => formatCidr(subnet))
        const children = connections.flatMap(connection => connection.children)
        const taken = children.flatMap(({ local, remote }) =>
          own.filter(network => covers(remote, network)).map(network => `${local} ${network}`),
        )
        expect(passes.map(({ local, remote }) => `${local} ${remote}`).sort()).toEqual(
          [...new Set(taken)].sort(),
        )
        expect(own).toEqual(expect.arrayContaining(passes.map(({ remote }) => remote)))
        expect(new Set(passes.map(({ name }) => name)).size).toBe(passes.length)
      }
    }),
    { numRuns: 60 },
  )
})
