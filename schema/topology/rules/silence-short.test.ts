import { expect, test } from 'vitest'
import { complaints } from '../../../test/fixtures/two-sites.ts'

test('a gateway that has not even asked yet must not count as sick', () => {
  expect(complaints({ rollout: { silence: '60s', schedule: { every: '60s' } } })).toEqual([
    '~silence-short: 60s',
  ])
})

test('time for a poll and a change is enough, and so is what nobody wrote', () => {
  expect(complaints({ rollout: { silence: '3m', schedule: { every: '60s' } } })).toEqual([])
  expect(complaints({ rollout: { schedule: { every: '1d' } } })).toEqual([])
})
