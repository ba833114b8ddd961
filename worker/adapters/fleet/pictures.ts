import type { SqlStorage } from '@cloudflare/workers-types'
import { KeptPicture } from '../../picture/kept-picture.ts'
import type { Pictures } from '../../ports/ledger.ts'
import { piecesOf } from './pieces.ts'

/** Pictures kept, the newest: another one can be drawn from Git. */
const KEPT = 20

/** A mesh of two hundred gateways has twenty thousand tunnels: each picture takes as many rows as it needs. */
export const fleetPictures = (sql: SqlStorage): Pictures => {
  // People look at the same one all the time; a plan is drawn once.
  let remembered: { readonly plan: string; readonly picture: KeptPicture } | undefined
  return {
    put: (plan, picture, now, spared) => {
      remembered = undefined
      sql.exec('INSERT OR REPLACE INTO pictures (plan, at) VALUES (?, ?)', plan, now)
      sql.exec('DELETE FROM picture_pieces WHERE plan = ?', plan)
      for (const [piece, body] of piecesOf(JSON.stringify(picture)).entries())
        sql.exec('INSERT INTO picture_pieces (plan, piece, body) VALUES (?, ?, ?)', plan, piece, body)
      sql.exec(
        `DELETE FROM pictures WHERE plan NOT IN (SELECT plan FROM pictures ORDER BY at DESC LIMIT ?)
         AND plan NOT IN (SELECT value FROM json_each(?))`,
        KEPT,
        JSON.stringify(spared),
      )
      sql.exec('DELETE FROM picture_pieces WHERE plan NOT IN (SELECT plan FROM pictures)')
    },
    has: plan => sql.exec('SELECT 1 FROM pictures WHERE plan = ?', plan).toArray().length > 0,
    get: plan => {
      if (remembered?.plan !== plan) {
        const picture = pictureIn(sql, plan)
        remembered = picture && { plan, picture }
      }
      return remembered?.picture
    },
  }
}

const pictureIn = (sql: SqlStorage, plan: string): KeptPicture | undefined => {
  const pieces = sql
    .exec<{ body: string }>('SELECT body FROM picture_pieces WHERE plan = ? ORDER BY piece', plan)
    .toArray()
  return pieces.length === 0
    ? undefined
    : KeptPicture.parse(JSON.parse(pieces.map(({ body }) => body).join('')))
}
