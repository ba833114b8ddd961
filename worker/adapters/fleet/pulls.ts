import type { SqlStorage } from '@cloudflare/workers-types'
import * as z from 'zod'
import type { Clock } from '../../ports/clock.ts'
import type { Pulls, ReviewedPull } from '../../ports/ledger.ts'
import { Person } from '../../rollout/person.ts'

type Row = {
  number: number
  head: string
  fork: number
  open: number
  plan: string | null
  authors: string
}

export const fleetPulls = (sql: SqlStorage, clock: Clock): Pulls => ({
  get: number => {
    const [row] = sql.exec<Row>('SELECT * FROM pulls WHERE number = ?', number).toArray()
    return row && reviewed(row)
  },
  put: pull => {
    sql.exec(
      'INSERT OR REPLACE INTO pulls (number, head, fork, open, plan, authors, reviewed) VALUES (?, ?, ?, ?, ?, ?, ?)',
      pull.number,
      pull.head,
      Number(pull.fork),
      Number(pull.open),
      pull.plan ?? null,
      JSON.stringify(pull.authors),
      clock.now().getTime(),
    )
  },
  withHead: head => sql.exec<Row>('SELECT * FROM pulls WHERE head = ?', head).toArray().map(reviewed),
  open: () =>
    sql.exec<Row>('SELECT * FROM pulls WHERE open = 1 ORDER BY number DESC').toArray().map(reviewed),
})

const reviewed = (row: Row): ReviewedPull => ({
  number: row.number,
  head: row.head,
  fork: row.fork === 1,
  open: row.open === 1,
  plan: row.plan ?? undefined,
  authors: z.array(Person).parse(JSON.parse(row.authors)),
})
