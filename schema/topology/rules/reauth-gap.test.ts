import { expect, test } from 'vitest'
import { complaints, tunnelWith } from '../../../test/fixtures/two-sites.ts'

test('re-authentication loses packets each time', () => {
  expect(complaints(tunnelWith({ reauth: '8h' }))).toEqual(['~reauth-gap: 8h'])
})

test('rekeying does not', () => {
  expect(complaints(tunnelWith({ rekey: { ike: '1h' } }))).toEqual([])
})
