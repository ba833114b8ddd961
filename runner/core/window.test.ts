import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChangeWindow } from '../../schema/wire/bundle.ts'
import { openingOf } from './window.ts'

const window = (days: number[], from: string, to: string, zone: string): ChangeWindow => ({
  days,
  from: minutes(from),
  to: minutes(to),
  zone,
})
const minutes = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}
/** `open`, or when it opens. */
const at = (one: ChangeWindow, now: string): string => {
  const opening = openingOf(one, new Date(now))
  return opening.open ? 'open' : opening.until.toISOString().replace(':00.000', '')
}

const WEEKDAYS = [1, 2, 3, 4, 5]
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

describe('a window of weekday nights', () => {
  const nights = window(WEEKDAYS, '02:00', '05:00', 'Europe/Warsaw')

  test.each([
    ['2026-03-03T00:59:59Z', '2026-03-03T01:00Z'],
    ['2026-03-03T01:00:00Z', 'open'],
    ['2026-03-03T03:59:59Z', 'open'],
    ['2026-03-03T04:00:00Z', '2026-03-04T01:00Z'],
  ])('at %s: %s', (now, answer) => expect(at(nights, now)).toBe(answer))

  test('waits over the weekend', () => expect(at(nights, '2026-03-06T04:00:00Z')).toBe('2026-03-09T01:00Z'))
})

describe('a window over midnight', () => {
  const friday = window([5], '23:00', '01:30', 'Europe/Warsaw')

  test('belongs to the day on which it begins', () => {
    expect(at(friday, '2026-03-06T21:59:00Z')).toBe('2026-03-06T22:00Z')
    expect(at(friday, '2026-03-06T23:59:00Z')).toBe('open')
    expect(at(friday, '2026-03-07T00:29:00Z')).toBe('open')
    expect(at(friday, '2026-03-07T00:30:00Z')).toBe('2026-03-13T22:00Z')
    expect(at(friday, '2026-03-05T23:30:00Z')).toBe('2026-03-06T22:00Z')
  })
})

describe('when the clocks change', () => {
  test('a window that begins in the hour that spring takes away opens when the clock has jumped', () => {
    expect(at(window([7], '02:30', '05:00', 'Europe/Warsaw'), '2026-03-28T23:00:00Z')).toBe(
      '2026-03-29T01:00Z',
    )
  })

  test('a window that lies in that hour is left out once', () => {
    expect(at(window([7], '02:00', '03:00', 'Europe/Warsaw'), '2026-03-28T23:00:00Z')).toBe(
      '2026-04-05T00:00Z',
    )
  })

  test('a window in the hour that autumn gives twice opens twice', () => {
    const twice = window([7], '02:00', '02:30', 'Europe/Warsaw')
    expect(at(twice, '2026-10-25T00:10:00Z')).toBe('open')
    expect(at(twice, '2026-10-25T00:30:00Z')).toBe('2026-10-25T01:00Z')
    expect(at(twice, '2026-10-25T01:10:00Z')).toBe('open')
  })

  test('half an hour of summer time is half an hour', () => {
    expect(at(window([7], '02:15', '03:00', 'Australia/Lord_Howe'), '2026-10-03T14:00:00Z')).toBe(
      '2026-10-03T15:30Z',
    )
  })
})

test('a zone that nobody knows is an error, not a window that never opens', () => {
  expect(() => openingOf(window(EVERY_DAY, '02:00', '05:00', 'Europe/Rlyeh'), new Date(0))).toThrow(
    RangeError,
  )
})

describe('whatever the window, the zone and the time', () => {
  const zones = [
    'UTC',
    'Europe/Warsaw',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Pacific/Chatham',
    'Pacific/Apia',
    'America/New_York',
  ]
  const minute = fc.integer({ min: 0, max: 1439 })
  const anyWindow = fc
    .record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
      from: minute,
      to: minute,
      zone: fc.constantFrom(...zones),
    })
    .filter(({ from, to }) => from !== to)
  const anyTime = fc.date({ min: new Date('2005-01-01'), max: new Date('2045-01-01'), noInvalidDate: true })

  /** The same question, asked of the words in which the zone says the time. */
  const shows = ({ days, from, to, zone }: ChangeWindow, now: Date): boolean => {
    const text = now.toLocaleString('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    })
    const [, name = '', hour = '', minute = ''] = /^(\w{3}) (\d\d):(\d\d)$/.exec(text.replace(',', '')) ?? []
    const [day, time] = [
      ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(name) + 1,
      Number(hour) * 60 + Number(minute),
    ]
    const begun = days.includes(day) && time >= from
    if (from < to) return begun && time < to
    return begun || (days.includes(((day + 5) % 7) + 1) && time < to)
  }

  test('it is open when the clock on the wall says so, and opens when it says that it does', () => {
    fc.assert(
      fc.property(anyWindow, anyTime, fc.double({ min: 0, max: 1, noNaN: true }), (one, now, part) => {
        const opening = openingOf(one, now)
        expect(opening.open).toBe(shows(one, now))
        if (opening.open) return
        const { until } = opening
        expect(until.getTime() % 60_000).toBe(0)
        expect(openingOf(one, until).open).toBe(true)
        const before = now.getTime() + Math.floor((until.getTime() - 1 - now.getTime()) * part)
        expect(shows(one, new Date(before))).toBe(false)
        expect(shows(one, new Date(until.getTime() - 1))).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})
