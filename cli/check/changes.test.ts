import { expect, test } from 'vitest'
import { problemsWith, tunnelWith } from '../../test/fixtures/two-sites.ts'
import { plain } from '../terminal.ts'
import { changesBetween, shownChanges } from './changes.ts'

const weak = problemsWith(tunnelWith({ ike: ['aes256-sha256-modp1024'] }))

test('what is wrong now and was not before is new, what was and is not is mended', () => {
  expect(changesBetween([], weak)).toEqual({ fresh: weak, mended: [] })
  expect(changesBetween(weak, [])).toEqual({ fresh: [], mended: weak })
  expect(shownChanges(changesBetween(weak, []), plain)[0]).toMatch(
    /^mended error\[weak-crypto\] topology\.yaml:\d+: /,
  )
})

test('a line inserted above mends nothing', () => {
  const lower = weak.map(problem => ({
    ...problem,
    place: { ...problem.place, line: problem.place.line + 7 },
  }))
  expect(changesBetween(weak, lower)).toEqual({ fresh: [], mended: [] })
})

test('of the same problem twice, one can be mended', () => {
  const [first] = weak
  expect(changesBetween([...weak, ...weak], weak).mended[0]).toEqual(first)
})
