import type { SqlStorage } from '@cloudflare/workers-types'
import { SignedReport } from '../../../schema/wire/report.ts'
import type { KnownReport, Reports, Tokens } from '../../ports/ledger.ts'
import { parsedRows } from './parsed-rows.ts'

type Row = { gateway: string; counter: number; received: number; body: string }

export const fleetReports = (sql: SqlStorage): Reports => {
  const signedIn = parsedRows(parsedSigned)
  return {
    last: (gateway, signKey) => {
      const [row] = sql
        .exec<Row>('SELECT * FROM reports WHERE gateway = ? AND key = ?', gateway, signKey)
        .toArray()
      return row && known(row, parsedSigned(row.body))
    },
    put: (signKey, report) => {
      sql.exec(
        'INSERT OR REPLACE INTO reports (gateway, key, counter, received, body) VALUES (?, ?, ?, ?, ?)',
        report.gateway,
        signKey,
        report.counter,
        report.received,
        JSON.stringify(report.signed),
      )
    },
    all: () =>
      sql
        .exec<Row>(
          'SELECT gateway, counter, MAX(received) AS received, body FROM reports GROUP BY gateway ORDER BY gateway',
        )
        .toArray()
        .map(row => known(row, signedIn(row.gateway, row.body))),
  }
}

const known = ({ gateway, counter, received }: Row, signed: SignedReport): KnownReport => ({
  gateway,
  counter,
  received,
  signed,
})

const parsedSigned = (body: string): SignedReport => SignedReport.parse(JSON.parse(body))

export const fleetTokens = (sql: SqlStorage): Tokens => ({
  issue: (hash, { gateway, by, issued, expires }) => {
    sql.exec('DELETE FROM tokens WHERE gateway = ? OR expires <= ?', gateway, issued)
    sql.exec(
      'INSERT INTO tokens (hash, gateway, by, expires) VALUES (?, ?, ?, ?)',
      hash,
      gateway,
      by,
      expires,
    )
  },
  // One statement: of two that come at the same time, one finds it used.
  redeem: (hash, gateway, now) =>
    sql
      .exec(
        'UPDATE tokens SET used = 1 WHERE hash = ? AND gateway = ? AND used = 0 AND expires > ? RETURNING hash',
        hash,
        gateway,
        now,
      )
      .toArray().length === 1,
})
