import type { SqlStorage } from '@cloudflare/workers-types'
import { KeptPicture } from '../../picture/kept-picture.ts'
import type { Pictures } from '../../ports/ledger.ts'

/** Pictures kept, the newest: another one can be drawn from Git. */
const KEPT = 20

export const fleetPictures = (sql: SqlStorage): Pictures => ({
  put: (plan, { drawing, ...facts }, now, spared) => {
    sql.exec(
      'INSERT OR REPLACE INTO pictures (plan, facts, drawing, at) VALUES (?, ?, ?, ?)',
      plan,
      JSON.stringify(facts),
      drawing ?? null,
      now,
    )
    sql.exec(
      `DELETE FROM pictures WHERE plan NOT IN (SELECT plan FROM pictures ORDER BY at DESC LIMIT ?)
       AND plan NOT IN (SELECT value FROM json_each(?))`,
      KEPT,
      JSON.stringify(spared),
    )
  },
  has: plan => sql.exec('SELECT 1 FROM pictures WHERE plan = ?', plan).toArray().length > 0,
  get: plan => {
    const [row] = sql
      .exec<{ facts: string; drawing: string | null }>(
        'SELECT facts, drawing FROM pictures WHERE plan = ?',
        plan,
      )
      .toArray()
    if (row === undefined) return undefined
    const facts = KeptPicture.parse(JSON.parse(row.facts))
    return row.drawing === null ? facts : { ...facts, drawing: row.drawing }
  },
})
