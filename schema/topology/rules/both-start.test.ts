import { expect, test } from 'vitest'
import { complaints, tunnelWith } from '../../../test/fixtures/two-sites.ts'

test('two ends that start make two IKE SAs', () => {
  expect(complaints(tunnelWith({ start: { north: 'start', south: 'start' } }))).toEqual(['both-start: start'])
})

test('one that starts and one that waits for a packet are fine', () => {
  expect(complaints(tunnelWith({ start: { north: 'start', south: 'trap' } }))).toEqual([])
  expect(complaints(tunnelWith({ start: 'start' }))).toEqual([])
})

test('a trap and a restart bring the same SA back twice', () => {
  expect(complaints(tunnelWith({ dpd: { action: 'restart' } }))).toEqual(['both-start: restart'])
  expect(complaints(tunnelWith({ close: 'start' }))).toEqual(['both-start: start'])
})

test('without a trap a restart is what brings it back', () => {
  expect(complaints(tunnelWith({ start: 'start', dpd: { action: 'restart' }, close: 'start' }))).toEqual([])
})

test('a trap beside a trap changes nothing', () => {
  expect(complaints(tunnelWith({ dpd: { action: 'trap' }, close: 'trap' }))).toEqual([])
})
