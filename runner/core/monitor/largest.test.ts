import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginSearch, narrowed, nextSize } from './largest.ts'

/** The answer of a search along a path that carries so many bytes, and how many packets it took. */
const search = (carries: number, fails: number): { passes: number; tries: number } => {
  let found = beginSearch(fails)
  let tries = 0
  for (let size = nextSize(found); size !== undefined; size = nextSize(found), tries++)
    found = narrowed(found, size, size <= carries)
  return { passes: found.passes, tries }
}

test('finds the largest packet that passes, in at most sixteen tries', () => {
  expect(search(1374, 1400).passes).toBe(1374)
  fc.assert(
    fc.property(
      fc.integer({ min: 576, max: 65_534 }),
      fc.integer({ min: 1, max: 60_000 }),
      (carries, more) => {
        const fails = Math.min(65_535, carries + more)
        const { passes, tries } = search(carries, fails)
        expect(passes).toBe(Math.min(carries, fails - 1))
        expect(tries).toBeLessThanOrEqual(16)
      },
    ),
  )
})
