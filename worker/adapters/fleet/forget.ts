import type { SqlStorage } from '@cloudflare/workers-types'
import { KEPT } from '../../ports/measurements.ts'

const HOUR = 3600 * 1000
const DAY = 24 * HOUR
const WEEK = KEPT.hour
const MONTH = 30 * DAY
/** Longer than anything waits for a word; afterwards who said what stands in the audit log, which keeps everything. */
const SEASON = 90 * DAY

/**
 * What is forgotten, and since when: `now - age`. Open pull requests and approvals that stand are not, however old. Reports are not
 * either: their counters keep an old one from being heard again.
 */
const OLD: readonly (readonly [age: number, statement: string])[] = [
  [MONTH, 'DELETE FROM deliveries WHERE at < ?'],
  [SEASON, 'DELETE FROM pulls WHERE open = 0 AND reviewed < ?'],
  [SEASON, 'DELETE FROM approvals WHERE (release IS NOT NULL OR void = 1) AND at < ?'],
  [SEASON, 'DELETE FROM refusals WHERE at < ?'],
  [WEEK, 'DELETE FROM losses WHERE told < ?'],
  [WEEK, 'DELETE FROM cells WHERE gateway IN (SELECT gateway FROM measured WHERE received < ?)'],
  [WEEK, 'DELETE FROM measured WHERE received < ?'],
]

/**
 * Forgets what is old, at most once an hour: it looks at every row, and a flood of deliveries must not make each of them dearer.
 * Call it with milliseconds since 1970.
 */
export const forgetting = (sql: SqlStorage): ((now: number) => void) => {
  let last = 0
  return now => {
    if (now < last + HOUR) return
    last = now
    for (const [age, statement] of OLD) sql.exec(statement, now - age)
  }
}
