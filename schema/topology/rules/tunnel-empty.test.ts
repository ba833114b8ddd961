import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

test('a tunnel to a gateway without networks carries nothing', () => {
  expect(complaints(gatewayWith('south', { networks: undefined }))).toEqual(['~tunnel-empty: north-south'])
})

test('one network on each side is enough', () => {
  expect(complaints({})).toEqual([])
})
