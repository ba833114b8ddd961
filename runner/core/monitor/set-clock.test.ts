import { expect, test } from 'vitest'
import { settingsOfClock } from './set-clock.ts'

test('a clock that is set is told once, forward and back; one that is corrected or looked at late is not set', () => {
  const isSet = settingsOfClock()
  const looks: readonly (readonly [now: number, elapsed: number])[] = [
    [1_000_000, 1000],
    [1_001_000, 2000],
    [1_061_000, 62_000],
    [4_662_000, 63_000],
    [4_663_500, 64_000],
    [1_065_000, 65_000],
    [1_066_000, 66_000],
  ]
  expect(looks.map(look => isSet(...look))).toEqual([false, false, false, true, false, true, false])
})
