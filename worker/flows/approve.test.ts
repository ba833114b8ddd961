import { expect, test } from 'vitest'
import { Network } from '../../test/simulation/network.ts'
import { Plane } from '../../test/simulation/plane.ts'
import { Repository } from '../../test/simulation/repository.ts'
import { Time } from '../../test/simulation/time.ts'
import { Random } from '../../test/soak/fuzz/random.ts'
import type { Permission } from '../ports/forge.ts'
import { advance } from './advance.ts'
import { approve } from './approve.ts'

test('of a change that takes two people: one who was renamed in between is still one', async () => {
  const random = new Random(1)
  const network = new Network(random, 4)
  const plane = new Plane(new Time(), random, network, new Repository())
  const people = new Map<string, Permission>([
    ['alice', 'maintain'],
    ['carter', 'admin'],
  ])
  const { ledger, ports: all } = plane
  const ports = {
    ...all,
    people: { ...all.people, permissionOf: async (login: string) => people.get(login) ?? 'none' },
  }
  const change = network.change('bob')
  const candidate = {
    ...change,
    reach: { ...change.reach, gateways: { count: 4, of: 4 } },
    rules: { ...change.rules, limit: { gateways: { unit: 'count' as const, value: 1 } } },
  }
  advance(ledger, 0, { kind: 'pushed', now: 0, candidate, approvedBy: [] })
  await approve(ports, candidate.plan, 'alice')
  people.delete('alice')
  people.set('randolph', 'maintain')
  await approve(ports, candidate.plan, 'randolph')
  expect(ledger.rollout().current).toBeUndefined()
  expect(ledger.rollout().waiting?.approvedBy).toEqual(['randolph'])
  expect(ledger.log.map(({ what }) => what)).toContain('approval-ended')
  await approve(ports, candidate.plan, 'carter')
  expect(ledger.rollout().current?.approvedBy).toEqual(['randolph', 'carter'])
})
