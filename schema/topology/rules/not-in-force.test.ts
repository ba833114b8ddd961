import { expect, test } from 'vitest'
import { complaints } from '../../../test/fixtures/two-sites.ts'

test('what is read and not acted on is said to be so', () => {
  expect(complaints({ monitor: { every: '1s' } })).toEqual(['~not-in-force: monitor'])
  expect(complaints({ rollout: { waves: [{ gateways: '*' }] } })).toEqual(['~not-in-force: waves'])
})

test('what is in force is not', () => {
  const schedule = { every: '30s', window: 'Mon-Fri 02:00-05:00 Europe/Warsaw' }
  expect(complaints({ rollout: { schedule, limit: { gateways: '30%' } } })).toEqual([])
})
