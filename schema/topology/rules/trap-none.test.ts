import { expect, test } from 'vitest'
import { complaints, tunnelWith } from '../../../test/fixtures/two-sites.ts'

test('a tunnel that nobody starts never is', () => {
  expect(complaints(tunnelWith({ start: 'none' }))).toEqual(['trap-none: none'])
})

test('a trap or a start bring it up', () => {
  expect([
    ...complaints(tunnelWith({ start: 'trap' })),
    ...complaints(tunnelWith({ start: 'start' })),
  ]).toEqual([])
})
