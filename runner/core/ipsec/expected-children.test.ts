import { expect, test } from 'vitest'
import { expectedChildren } from './expected-children.ts'

const probes = { interfaces: [], connections: [{ connection: 'a-b', children: ['lan-lan'], inside: [] }] }

test('a tunnel that is down is told; people are told while they are there', () => {
  const tunnel = { connection: 'a-b', child: 'lan-lan', state: 'down' } as const
  const eve = { connection: 'laptops-eve', child: 'inside', state: 'up' } as const
  const bob = { connection: 'laptops-bob', child: 'inside', state: 'down' } as const
  expect(expectedChildren({ probes }, [tunnel, eve, bob])).toEqual([tunnel, eve])
})
