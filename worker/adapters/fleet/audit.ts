import type { SqlStorage } from '@cloudflare/workers-types'
import { type AuditEntry, EMPTY, hashOf, signedBytes } from '../../../schema/audit-chain.ts'
import { toBase64 } from '../../../schema/wire/base64.ts'
import type { Audit, Notes } from '../../ports/ledger.ts'
import type { Signer } from '../../ports/signer.ts'

type Row = AuditEntry & Record<string, string | number>

/** Who signs what is appended, and for which network. */
export interface Seal {
  readonly network: string
  readonly signer: Signer
}

export const fleetAudit = (sql: SqlStorage, { network, signer }: Seal): Audit => {
  const newest = (count: number): AuditEntry[] =>
    sql.exec<Row>('SELECT * FROM audit ORDER BY number DESC LIMIT ?', count).toArray().reverse()
  return {
    append: ({ at, who, what, detail }) => {
      const { number, hash: previous } = newest(1)[0] ?? EMPTY
      const link = { number: number + 1, at, who, what, detail: JSON.stringify(detail), previous }
      const head = { number: link.number, hash: hashOf(link) }
      sql.exec(
        `INSERT INTO audit (number, at, who, what, detail, previous, hash, signature)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        link.number,
        at,
        who,
        what,
        link.detail,
        previous,
        head.hash,
        toBase64(signer.sign(signedBytes(network, head))),
      )
    },
    tail: newest,
    after: (number, count) =>
      sql.exec<Row>('SELECT * FROM audit WHERE number > ? ORDER BY number LIMIT ?', number, count).toArray(),
    about: (kinds, before, count) =>
      sql
        .exec<Row>(
          `SELECT * FROM audit WHERE number < ? AND what IN (SELECT value FROM json_each(?))
           ORDER BY number DESC LIMIT ?`,
          before,
          JSON.stringify(kinds),
          count,
        )
        .toArray(),
  }
}

export const fleetNotes = (sql: SqlStorage): Notes => ({
  get: name =>
    sql.exec<{ value: string }>('SELECT value FROM notes WHERE name = ?', name).toArray()[0]?.value,
  set: (name, value) => {
    sql.exec('INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)', name, value)
  },
})
