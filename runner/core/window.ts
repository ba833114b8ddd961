import type { ChangeWindow } from '../../schema/wire/bundle.ts'

const MINUTE = 60_000
/** In minutes. Zones change their offset at full quarters of an hour of UTC, so that it is looked up once for each. */
const QUARTER = 15
const DAY = 24 * 60

/** How far ahead an opening is looked for: a window of one night a week may fall into the hour that spring takes away. */
const HORIZON = 15 * DAY

/** Whether a gateway may change, and otherwise when it may. */
export type Opening = { readonly open: true } | { readonly open: false; readonly until: Date }

/**
 * Looks at the clock on the wall of the window's zone. An hour that does not exist is never shown, one that comes twice is
 * shown twice. `until` is a full minute. Throws a `RangeError` for a zone that this Node does not know.
 */
export const openingOf = (window: ChangeWindow, now: Date): Opening => {
  const wall = wallClock(window.zone)
  const first = Math.floor(now.getTime() / MINUTE)
  if (isOpen(window, wall(first))) return { open: true }
  for (let minute = first + 1; minute < first + HORIZON; minute++)
    if (isOpen(window, wall(minute))) return { open: false, until: new Date(minute * MINUTE) }
  return { open: false, until: new Date((first + HORIZON) * MINUTE) }
}

/** What a clock on the wall shows: the day of the week, 1 = Monday, and minutes after midnight. */
interface Wall {
  readonly day: number
  readonly minute: number
}

const isOpen = ({ days, from, to }: ChangeWindow, { day, minute }: Wall): boolean => {
  if (from < to) return days.includes(day) && from <= minute && minute < to
  const yesterday = day === 1 ? 7 : day - 1
  return (days.includes(day) && from <= minute) || (days.includes(yesterday) && minute < to)
}

/** The wall clock of a zone, by minutes since 1970 in UTC. */
const wallClock = (zone: string): ((minute: number) => Wall) => {
  const offset = offsetsOf(zone)
  let [quarter, shift] = [Number.NaN, 0]
  return minute => {
    const current = Math.floor(minute / QUARTER)
    if (current !== quarter) [quarter, shift] = [current, offset(new Date(current * QUARTER * MINUTE))]
    const local = minute + shift
    // The first day of 1970 was a Thursday.
    return { day: ((((Math.floor(local / DAY) + 3) % 7) + 7) % 7) + 1, minute: ((local % DAY) + DAY) % DAY }
  }
}

/** Minutes that a zone is ahead of UTC, at a time. */
const offsetsOf = (zone: string): ((at: Date) => number) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return at => {
    const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const of = (part: Intl.DateTimeFormatPartTypes): number => shown.get(part) ?? Number.NaN
    const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'))
    return Math.floor((local - at.getTime()) / MINUTE)
  }
}
