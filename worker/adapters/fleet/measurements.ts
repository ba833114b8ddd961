import type { SqlStorage } from '@cloudflare/workers-types'
import { Measured, MeasuredLoss } from '../../../schema/wire/measured.ts'
import {
  KEPT,
  type KeptLoss,
  type LatestMeasured,
  type Measurements,
  type Which,
} from '../../ports/measurements.ts'
import { cellsOf, putPaths } from './cells.ts'
import { parsedRows } from './parsed-rows.ts'

type Row = { gateway: string; received: number; body: string }

/** `forget` is called with the time of every report. */
export const fleetMeasurements = (sql: SqlStorage, forget: (now: number) => void): Measurements => {
  const measuredIn = parsedRows(parsedMeasured)
  return {
    put: (gateway, received, measured) => {
      forget(received)
      if (measured.paths.length > 0) putPaths(sql, gateway, received, measured.paths)
      sql.exec(
        'INSERT OR REPLACE INTO measured (gateway, received, body) VALUES (?, ?, ?)',
        gateway,
        received,
        JSON.stringify(measured),
      )
      if (measured.losses.length > 0) putLosses(sql, gateway, received, measured.losses)
    },
    latest: () =>
      sql
        .exec<Row>('SELECT * FROM measured ORDER BY gateway')
        .toArray()
        .map(row => fromRow(row, measuredIn(row.gateway, row.body))),
    newest: gateway => {
      const [row] = sql.exec<Row>('SELECT * FROM measured WHERE gateway = ?', gateway).toArray()
      return row && fromRow(row, parsedMeasured(row.body))
    },
    cells: (which, from, width) => cellsOf(sql, which, from, width),
    losses: (which, limit) => lossesOf(sql, which, limit),
  }
}

const fromRow = ({ gateway, received }: Row, measured: Measured): LatestMeasured => ({
  gateway,
  received,
  measured,
})

const parsedMeasured = (body: string): Measured => Measured.parse(JSON.parse(body))

/** By an index, for whatever is asked: most tunnels have no loss, and looking for none in all there are is dear. */
const lossesOf = (sql: SqlStorage, { gateway, tunnel }: Which, limit: number): readonly KeptLoss[] => {
  const wanted = Object.entries({ gateway, tunnel }).filter(([, name]) => name !== undefined)
  const where = wanted.length === 0 ? '' : `WHERE ${wanted.map(([column]) => `${column} = ?`).join(' AND ')}`
  return sql
    .exec<{ gateway: string; heard: number; body: string }>(
      `SELECT gateway, heard, body FROM losses ${where} ORDER BY id DESC LIMIT ?`,
      ...wanted.map(([, name]) => name),
      limit,
    )
    .toArray()
    .map(({ body, ...row }): KeptLoss => ({ ...MeasuredLoss.parse(JSON.parse(body)), ...row }))
}

/** A loss is known by its path and its beginning: told again, it keeps its place. The oldest of what is too many go. */
const putLosses = (
  sql: SqlStorage,
  gateway: string,
  received: number,
  losses: readonly MeasuredLoss[],
): void => {
  for (const loss of losses) {
    sql.exec(
      `INSERT INTO losses (gateway, tunnel, child, at, heard, told, body) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)
       ON CONFLICT (gateway, tunnel, child, at) DO UPDATE SET told = ?5, body = ?6`,
      gateway,
      loss.tunnel,
      loss.child ?? '',
      loss.at,
      received,
      JSON.stringify(loss),
    )
  }
  sql.exec(
    `DELETE FROM losses WHERE gateway = ?1
     AND id NOT IN (SELECT id FROM losses WHERE gateway = ?1 ORDER BY id DESC LIMIT ?2)`,
    gateway,
    KEPT.losses,
  )
}
