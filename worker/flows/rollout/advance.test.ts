import { expect, test } from 'vitest'
import { MemoryLedger } from '../../../test/simulation/memory-ledger.ts'
import { Network } from '../../../test/simulation/network.ts'
import { Random } from '../../../test/soak/fuzz/random.ts'
import { advance } from './advance.ts'

test('what is left to do for thousands of gateways fits into the rows that hold it', () => {
  const ledger = new MemoryLedger({ now: () => new Date(0) })
  const candidate = new Network(new Random(3), 8000).change('bob')
  expect(JSON.stringify(candidate).length).toBeGreaterThan(900_000)
  advance(ledger, 0, { kind: 'pushed', now: 0, candidate, approvedBy: [] })
  const asked = ledger.waiting.get(`rollout:${candidate.commit}`)
  expect(asked?.job).toEqual({ kind: 'show-rollout', commit: candidate.commit })
})
