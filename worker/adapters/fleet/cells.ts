import type { SqlStorage } from '@cloudflare/workers-types'
import type { MeasuredPath } from '../../../schema/wire/measured.ts'
import { type Cell, KEPT, STRETCH, type Which } from '../../ports/measurements.ts'
import { add, bodyOf, type Sum, type Sums, sumOf, sumsIn } from './sums.ts'

/** The paths of one gateway in one stretch, as one row holds them. */
interface Stretch {
  readonly gateway: string
  readonly at: number
  readonly sums: readonly Sum[]
}

/**
 * One row for each gateway and stretch holds all of its paths, so that a report costs one row whatever it measured. Stretches of five
 * minutes are folded into their hour when they are a day old. ADR 0170.
 */
export const putPaths = (
  sql: SqlStorage,
  gateway: string,
  received: number,
  paths: readonly MeasuredPath[],
): void => {
  const at = beginning(received, STRETCH.five)
  const [before] = read(sql, { width: STRETCH.five, since: at }, [gateway])
  if (before === undefined) age(sql, gateway, received)
  write(sql, gateway, STRETCH.five, at, [...(before?.sums ?? []), ...paths.map(sumOf)])
}

/** As the port `Measurements` has it. */
export const cellsOf = (
  sql: SqlStorage,
  { gateway, tunnel }: Which,
  from: number,
  width: 300_000 | 3_600_000,
): readonly Cell[] => {
  const gateways = gateway === undefined ? gatewaysWith(sql, tunnel) : [gateway]
  const since = beginning(from, width)
  const fives = read(sql, { width: STRETCH.five, since }, gateways, tunnel)
  const stretches =
    width === STRETCH.five
      ? fives
      : byHour([...read(sql, { width: STRETCH.hour, since }, gateways, tunnel), ...fives])
  return stretches
    .toSorted((a, b) => a.at - b.at || order(a.gateway, b.gateway))
    .flatMap(stretch =>
      stretch.sums
        .toSorted((a, b) => order(a.tunnel, b.tunnel) || order(a.child ?? '', b.child ?? ''))
        .map(sum => ({ gateway: stretch.gateway, at: stretch.at, ...sum })),
    )
}

const beginning = (moment: number, width: number): number => moment - (moment % width)

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Stretches of one width; `until` is the beginning of the first that is too late. */
interface Span {
  readonly width: number
  readonly since: number
  readonly until?: number
}

const read = (
  sql: SqlStorage,
  { width, since, until = Number.MAX_SAFE_INTEGER }: Span,
  gateways: readonly string[],
  tunnel?: string,
): Stretch[] =>
  sql
    .exec<{ gateway: string; at: number; body: string }>(
      `SELECT gateway, at, body FROM cells
       WHERE gateway IN (SELECT value FROM json_each(?)) AND width = ? AND at >= ? AND at < ?`,
      JSON.stringify(gateways),
      width,
      since,
      until,
    )
    .toArray()
    .map(({ gateway, at, body }) => ({
      gateway,
      at,
      sums: sumsIn(body).filter(sum => tunnel === undefined || sum.tunnel === tunnel),
    }))

/** Who measured a tunnel last. */
const gatewaysWith = (sql: SqlStorage, tunnel: string | undefined): string[] =>
  sql
    .exec<{ gateway: string }>(
      `SELECT gateway FROM measured WHERE ?1 IS NULL
         OR EXISTS (SELECT 1 FROM json_each(measured.body, '$.paths') WHERE value ->> 'tunnel' = ?1)`,
      tunnel ?? null,
    )
    .toArray()
    .map(row => row.gateway)

const byHour = (stretches: readonly Stretch[]): Stretch[] => {
  const hours = new Map<string, { gateway: string; at: number; sums: Sums }>()
  for (const { gateway, at, sums } of stretches) {
    const full = beginning(at, STRETCH.hour)
    const key = `${gateway} ${full}`
    const hour = hours.get(key) ?? { gateway, at: full, sums: new Map() }
    hours.set(key, hour)
    for (const sum of sums) add(hour.sums, sum)
  }
  return [...hours.values()].map(({ sums, ...hour }) => ({ ...hour, sums: [...sums.values()] }))
}

/** What is a day old becomes hours, whole ones; what is a week old goes. */
const age = (sql: SqlStorage, gateway: string, now: number): void => {
  const day = beginning(now - KEPT.five, STRETCH.hour)
  const old = read(sql, { width: STRETCH.five, since: 0, until: day }, [gateway])
  for (const { at, sums } of byHour(old)) write(sql, gateway, STRETCH.hour, at, sums)
  const forget = 'DELETE FROM cells WHERE gateway = ? AND width = ? AND at < ?'
  sql.exec(forget, gateway, STRETCH.five, day)
  sql.exec(forget, gateway, STRETCH.hour, now - KEPT.hour)
}

const write = (sql: SqlStorage, gateway: string, width: number, at: number, all: readonly Sum[]): void => {
  const sums: Sums = new Map()
  for (const one of all) add(sums, one)
  sql.exec(
    'INSERT OR REPLACE INTO cells (gateway, width, at, body) VALUES (?, ?, ?, ?)',
    gateway,
    width,
    at,
    bodyOf(sums),
  )
}
