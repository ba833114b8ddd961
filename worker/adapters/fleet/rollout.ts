import type { SqlStorage } from '@cloudflare/workers-types'
import { NOTHING_YET, Rollout } from '../../rollout/state.ts'
import { piecesOf } from './pieces.ts'

/** The rollout as JSON, in as many rows as it takes: a gateway comes to about a kilobyte. */
export const fleetRollout = (sql: SqlStorage) => {
  let remembered: Rollout | undefined
  return {
    // It is parsed once in the life of the object, its only writer.
    read: (): Rollout => {
      remembered ??= rolloutIn(sql)
      return remembered
    },
    write: (rollout: Rollout): void => {
      remembered = rollout
      const pieces = piecesOf(JSON.stringify(rollout))
      for (const [piece, body] of pieces.entries())
        sql.exec('INSERT OR REPLACE INTO rollout_pieces (piece, body) VALUES (?, ?)', piece, body)
      sql.exec('DELETE FROM rollout_pieces WHERE piece >= ?', pieces.length)
    },
    /** What was written last was taken back. */
    forget: (): void => {
      remembered = undefined
    },
  }
}

const rolloutIn = (sql: SqlStorage): Rollout => {
  const pieces = sql.exec<{ body: string }>('SELECT body FROM rollout_pieces ORDER BY piece').toArray()
  return pieces.length === 0
    ? NOTHING_YET
    : Rollout.parse(JSON.parse(pieces.map(({ body }) => body).join('')))
}
