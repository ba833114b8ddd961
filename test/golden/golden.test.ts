import { describe, expect, test } from 'vitest'
import { accept, actual, caseNames, expected, leaveActual } from './golden-case.ts'

/**
 * Each folder is a topology and what it compiles to, to be read in a review. When one fails, what came out stands
 * beside what was expected as `.ACTUAL`. Read the difference, and if it is what you want:
 *
 *     GOLDEN=accept npx vitest run --project unit test/golden
 */
describe.each(caseNames())('%s', name => {
  if (process.env['GOLDEN'] === 'accept') accept(name)
  leaveActual(name)
  const [is, shall] = [actual(name), expected(name)]

  test('compiles to the files that are expected, no more and no fewer', () => {
    expect([...is.keys()].sort()).toEqual([...shall.keys()].sort())
  })

  test.each([...shall.keys()])('%s', path => {
    expect(is.get(path)).toBe(shall.get(path))
  })
})
