import { expect, test } from 'vitest'
import { complaints, type Written } from '../../../test/fixtures/two-sites.ts'

/** So many networks at each of the two ends. */
const networks = (count: number): Written => {
  const at = (site: number): Written =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `n${index}`,
        { subnet: `10.${site}.${index}.0/24`, interface: 'br0' },
      ]),
    )
  const gateway = (site: number): Written => ({
    networks: { web: undefined, ...at(site) },
    internet: undefined,
  })
  return { gateways: { north: gateway(1), south: gateway(2) } }
}

test('a gateway that sends a thousand packets a second measures itself', () => {
  expect(complaints({ ...networks(30), monitor: { every: '1s' } })).toEqual([
    '~monitor-load: 1s',
    '~monitor-load: 1s',
  ])
  expect(complaints({ ...networks(30), monitor: { every: '2s' } })).toEqual([])
})

test('more paths than anybody measures are refused', () => {
  expect(complaints({ ...networks(64), monitor: { every: '1h' } })).toEqual([
    'monitor-load: monitor',
    'monitor-load: monitor',
  ])
})
