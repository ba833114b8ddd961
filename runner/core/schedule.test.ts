import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pauseBefore, pauseUntil } from './schedule.ts'

const anyEvery = fc.integer({ min: 1, max: 86_400 })
const anyRandom = fc.double({ min: 0, max: 0.999, noNaN: true })

test('a fleet that started at once does not poll at once', () => {
  expect(pauseBefore(60, 0, 0)).toBeCloseTo(54)
  expect(pauseBefore(60, 0, 0.999)).toBeCloseTo(66, 0)
})

describe('after an outage', () => {
  test('a fleet comes back one by one: any moment between half an interval and eight', () => {
    expect([0, 0.25, 0.5, 0.75].map(random => pauseBefore(60, 5, random))).toEqual([30, 142.5, 255, 367.5])
  })

  test('no gateway asks without a break, and a repair is noticed within eight intervals and a quarter of an hour', () => {
    fc.assert(
      fc.property(anyEvery, fc.integer({ min: 1, max: 10_000 }), anyRandom, (every, failures, random) => {
        const pause = pauseBefore(every, failures, random)
        expect(pause).toBeGreaterThanOrEqual(0.5)
        expect(pause).toBeLessThanOrEqual(Math.min(8 * every, 900))
        expect(pauseBefore(every, failures + 1, random)).toBeGreaterThanOrEqual(pause)
      }),
    )
  })

  test('the first poll that works makes the interval what it was', () => {
    expect(pauseBefore(60, 9, 0.5)).toBeGreaterThan(200)
    expect(pauseBefore(60, 0, 0.5)).toBe(60)
  })
})

describe('a release that waits for a window', () => {
  const now = new Date('2026-03-01T00:50:00Z')
  const opens = new Date('2026-03-01T01:00:00Z')

  test('is looked at when it opens, each gateway a little later than the next', () => {
    expect(pauseUntil(86_400, opens, now, 0)).toBe(600)
    expect(pauseUntil(86_400, opens, now, 0.5)).toBe(615)
  })

  test('never makes a pause longer, nor one of nothing, whatever the clock says meanwhile', () => {
    fc.assert(
      fc.property(anyEvery, fc.date({ noInvalidDate: true }), anyRandom, (every, clock, random) => {
        const pause = pauseBefore(every, 0, random)
        const cut = pauseUntil(pause, opens, clock, random)
        expect(cut).toBeLessThanOrEqual(pause)
        expect(cut).toBeGreaterThanOrEqual(Math.min(1, pause))
      }),
    )
  })
})
