import { expect, test } from 'vitest'
import { growingPause } from './growing-pause.ts'

test('what ends at once is begun again later and later, at least once a minute', () => {
  const pause = growingPause()
  expect(pause.isFirst()).toBe(true)
  expect(Array.from({ length: 8 }, () => pause.after(0) / 1000)).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  expect(pause.isFirst()).toBe(false)
})

test('what has held for a minute is begun again at once', () => {
  const pause = growingPause()
  for (let end = 0; end < 8; end++) pause.after(59_999)
  expect([pause.after(60_000), pause.after(0)]).toEqual([1000, 2000])
})
