import type { SqlStorage } from '@cloudflare/workers-types'
import type { Audit, AuditEntry, Notes } from '../../ports/ledger.ts'
import { hashOf, NO_ENTRY } from '../../rollout/audit.ts'

type Row = AuditEntry & Record<string, string | number>

export const fleetAudit = (sql: SqlStorage): Audit => ({
  append: ({ at, who, what, detail }) => {
    const [last] = sql.exec<Row>('SELECT * FROM audit ORDER BY number DESC LIMIT 1').toArray()
    const link = {
      number: (last?.number ?? 0) + 1,
      at,
      who,
      what,
      detail: JSON.stringify(detail),
      previous: last?.hash ?? NO_ENTRY,
    }
    sql.exec(
      'INSERT INTO audit (number, at, who, what, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
      link.number,
      at,
      who,
      what,
      link.detail,
      link.previous,
      hashOf(link),
    )
  },
  tail: count => sql.exec<Row>('SELECT * FROM audit ORDER BY number DESC LIMIT ?', count).toArray().reverse(),
})

export const fleetNotes = (sql: SqlStorage): Notes => ({
  get: name =>
    sql.exec<{ value: string }>('SELECT value FROM notes WHERE name = ?', name).toArray()[0]?.value,
  set: (name, value) => {
    sql.exec('INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)', name, value)
  },
})
