import { expect, test } from 'vitest'
import { complaints, gatewayWith, TWO_SITES } from '../../../test/fixtures/two-sites.ts'

test('a disk image copied to another gateway brings its keys along', () => {
  const copied = JSON.parse(JSON.stringify(TWO_SITES)).gateways.north.keys
  expect(complaints(gatewayWith('south', { keys: copied }))).toEqual([
    `key-reused: ${copied.sign}`,
    `key-reused: ${copied.seal}`,
  ])
})

test('keys of their own are fine', () => {
  expect(complaints({})).toEqual([])
})
