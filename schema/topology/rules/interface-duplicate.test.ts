import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const withName = (name: string) =>
  complaints(gatewayWith('south', { interfaces: { other: { managed: false, name } } }))

test('two entries for one interface: one would be lost', () => {
  expect(withName('eth1')).toEqual(['duplicate-definition: other'])
})

test('a name of its own is fine', () => {
  expect(withName('eth2')).toEqual([])
})
