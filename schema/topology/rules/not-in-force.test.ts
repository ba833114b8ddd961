import { expect, test } from 'vitest'
import { complaints } from '../../../test/fixtures/two-sites.ts'

test('what is read and not acted on is said to be so', () => {
  expect(complaints({ monitor: { every: '1s' } })).toEqual(['~not-in-force: monitor'])
})

test('what is in force is not', () => {
  const schedule = { every: '30s', window: 'Mon-Fri 02:00-05:00 Europe/Warsaw' }
  const waves = [{ gateways: '*' }]
  expect(complaints({ rollout: { schedule, waves, limit: { gateways: '30%' } } })).toEqual([])
})
