import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pauseBefore } from './schedule.ts'

test('a fleet that started at once does not poll at once', () => {
  expect(pauseBefore(60, 0, 0)).toBeCloseTo(54)
  expect(pauseBefore(60, 0, 0.999)).toBeCloseTo(66, 0)
})

test('failures make pauses longer, but a repair is always noticed within nine intervals', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 86_400 }),
      fc.nat(10_000),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (every, failures, random) => {
        const pause = pauseBefore(every, failures, random)
        expect(pause).toBeGreaterThanOrEqual(0.9 * every)
        expect(pause).toBeLessThanOrEqual(8.8 * every)
        expect(pauseBefore(every, failures + 1, random)).toBeGreaterThanOrEqual(pause)
      },
    ),
  )
})
