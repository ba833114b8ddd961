import { expect, test } from 'vitest'
import { complaints } from '../../../test/fixtures/two-sites.ts'

test('what is read and not acted on is said to be so', () => {
  expect(complaints({ monitor: { every: '1s' } })).toEqual(['~not-in-force: monitor'])
  const rollout = {
    waves: [{ gateways: '*' }],
    schedule: { every: '60s', window: 'Mon-Fri 02:00-05:00 Europe/Warsaw' },
  }
  expect(complaints({ rollout })).toEqual(['~not-in-force: waves', '~not-in-force: window'])
})

test('what is in force is not', () => {
  expect(complaints({ rollout: { schedule: { every: '30s' }, limit: { gateways: '30%' } } })).toEqual([])
})
