import { describe, expect, test } from 'vitest'
import { type KnownTime, knownTimeBytes, readKnownTime, timeBy, timeToKeep } from './known-time.ts'

const date = (text: string): Date => new Date(`${text}:00Z`)
const known: KnownTime = { latest: date('2026-03-01T12:00'), clock: date('2026-03-01T12:00') }

describe('the time', () => {
  test('is what the clock says, as long as it does not go back', () => {
    expect(timeBy(undefined, date('1970-01-01T00:05'))).toEqual({
      now: date('1970-01-01T00:05'),
      behind: false,
    })
    expect(timeBy(known, date('2026-03-01T12:01'))).toEqual({ now: date('2026-03-01T12:01'), behind: false })
  })

  test('is not before what was known, and a clock that is corrected by hours is not called wrong', () => {
    expect(timeBy(known, date('2026-03-01T03:00'))).toEqual({ now: known.latest, behind: false })
  })

  test('goes on in 1970 from where it was', () => {
    const first = timeBy(known, date('1970-01-01T00:01'))
    expect(first).toEqual({ now: known.latest, behind: true })
    const kept = timeToKeep(known, date('1970-01-01T00:01'), first.now)
    expect(timeBy(kept, date('1970-01-01T05:01')).now).toEqual(date('2026-03-01T17:00'))
  })

  test('goes on after another start in 1970 too', () => {
    const anchored = { latest: date('2026-03-01T17:00'), clock: date('1970-01-01T05:01') }
    const again = timeBy(anchored, date('1970-01-01T00:01'))
    expect(again.now).toEqual(date('2026-03-01T17:00'))
    const kept = timeToKeep(anchored, date('1970-01-01T00:01'), again.now)
    expect(timeBy(kept, date('1970-01-01T01:01')).now).toEqual(date('2026-03-01T18:00'))
  })
})

test('a clock that is mended, but some hours behind what was counted on meanwhile, adds nothing of its jump', () => {
  const counted = { latest: date('2026-03-01T17:00'), clock: date('1970-01-01T05:01') }
  expect(timeBy(counted, date('2026-03-01T15:00'))).toEqual({ now: counted.latest, behind: false })
})

test('it is written down once an hour, not with every poll', () => {
  expect(timeToKeep(undefined, date('2026-03-01T12:00'), date('2026-03-01T12:00'))).toEqual(known)
  expect(timeToKeep(known, date('2026-03-01T12:59'), date('2026-03-01T12:59'))).toBeUndefined()
  expect(timeToKeep(known, date('2026-03-01T13:00'), date('2026-03-01T13:00'))?.latest).toEqual(
    date('2026-03-01T13:00'),
  )
})

test('what is damaged is not known', () => {
  expect(readKnownTime(knownTimeBytes(known))).toEqual(known)
  for (const text of ['', 'soon', '2026-03-01T12:00:00.000Z', '2026-03-01T12:00:00.000Z x', '9'.repeat(200)])
    expect(readKnownTime(new TextEncoder().encode(text))).toBeUndefined()
})
