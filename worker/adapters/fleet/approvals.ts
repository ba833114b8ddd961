import type { SqlStorage } from '@cloudflare/workers-types'
import type { Approvals, Plans } from '../../ports/ledger.ts'

/** Refused presses shown on one check; the rest is in the audit log. */
const SHOWN_REFUSALS = 10
/** Plans kept, the newest: old ones can be computed again from Git. */
const KEPT_PLANS = 200

export const fleetApprovals = (sql: SqlStorage): Approvals => ({
  give: ({ plan, by, at }, pulls) => {
    sql.exec(
      'INSERT INTO approvals (plan, by, at, pulls) VALUES (?, ?, ?, ?)',
      plan,
      by,
      at,
      JSON.stringify(pulls),
    )
  },
  standing: plan =>
    sql
      .exec<{ plan: string; by: string; at: number }>(
        `SELECT plan, by, at FROM approvals WHERE plan = ? AND release IS NULL AND void = 0
         ORDER BY id LIMIT 100`,
        plan,
      )
      .toArray(),
  useUp: (plan, release) => {
    sql.exec('UPDATE approvals SET release = ? WHERE plan = ? AND release IS NULL', release, plan)
  },
  voidOf: (pull, exceptPlan) =>
    sql
      .exec<{ plan: string; by: string; at: number }>(
        `UPDATE approvals SET void = 1 WHERE release IS NULL AND void = 0 AND plan IS NOT ?
         AND EXISTS (SELECT 1 FROM json_each(approvals.pulls) WHERE json_each.value = ?)
         RETURNING plan, by, at`,
        exceptPlan ?? null,
        pull,
      )
      .toArray(),
  voidLeft: exceptPlans =>
    sql
      .exec<{ plan: string; by: string; at: number }>(
        `UPDATE approvals SET void = 1 WHERE release IS NULL AND void = 0
         AND plan NOT IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM json_each(approvals.pulls) AS given
                         JOIN pulls ON pulls.number = given.value WHERE pulls.open = 1)
         RETURNING plan, by, at`,
        JSON.stringify(exceptPlans),
      )
      .toArray(),
  end: (plan, by) => {
    sql.exec('UPDATE approvals SET void = 1 WHERE plan = ? AND by = ? AND release IS NULL', plan, by)
  },
  refuse: (plan, { login, why }, now) => {
    sql.exec('INSERT INTO refusals (plan, login, why, at) VALUES (?, ?, ?, ?)', plan, login, why, now)
  },
  refusals: plan =>
    sql
      .exec<{ login: string; why: string }>(
        'SELECT login, why FROM refusals WHERE plan = ? ORDER BY id DESC LIMIT ?',
        plan,
        SHOWN_REFUSALS,
      )
      .toArray()
      .reverse(),
})

export const fleetPlans = (sql: SqlStorage): Plans => ({
  put: (digest, { text, markdown, summary, needed }, now) => {
    sql.exec(
      'INSERT OR REPLACE INTO plans (digest, text, markdown, summary, needed, at) VALUES (?, ?, ?, ?, ?, ?)',
      digest,
      text,
      markdown,
      summary,
      needed,
      now,
    )
    sql.exec(
      'DELETE FROM plans WHERE digest NOT IN (SELECT digest FROM plans ORDER BY at DESC LIMIT ?)',
      KEPT_PLANS,
    )
  },
  get: digest =>
    sql
      .exec<{ text: string; markdown: string; summary: string; needed: number }>(
        'SELECT text, markdown, summary, needed FROM plans WHERE digest = ?',
        digest,
      )
      .toArray()[0],
})
