import type { Window } from './operation.ts'

/** Days of the week as the language writes them, Monday first (ISO 8601). */
export const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

const DAY = DAYS.join('|')
const WINDOW = new RegExp(
  `^(?:((?:${DAY})(?:[-,](?:${DAY})){0,6}) )?([01]\\d|2[0-3]):([0-5]\\d)-([01]\\d|2[0-3]):([0-5]\\d) ([A-Za-z][A-Za-z0-9_+/-]{1,40})$`,
)

/** Reads `Mon-Fri 02:00-05:00 Europe/Warsaw`; without days, every day. Undefined for anything else, also for a zone nobody knows. */
export const parseWindow = (text: string): Omit<Window, 'at'> | undefined => {
  const [, days, fromHour, fromMinute, toHour, toMinute, zone] = WINDOW.exec(text) ?? []
  if (zone === undefined || !isZone(zone)) return undefined
  const from = Number(fromHour) * 60 + Number(fromMinute)
  const to = Number(toHour) * 60 + Number(toMinute)
  return from === to
    ? undefined
    : { days: days === undefined ? [1, 2, 3, 4, 5, 6, 7] : daysIn(days), from, to, zone }
}

/** `Mon-Wed,Sat` as numbers; a range may run over the weekend: `Fri-Mon`. */
const daysIn = (text: string): number[] => {
  const days = text.split(',').flatMap(part => {
    const [first = 0, last = first] = part.split('-').map(day => DAYS.findIndex(known => known === day))
    const length = ((last - first + 7) % 7) + 1
    return Array.from({ length }, (_, index) => ((first + index) % 7) + 1)
  })
  return [...new Set(days)].sort((a, b) => a - b)
}

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
