import type { SqlStorage } from '@cloudflare/workers-types'
import type { Approval, Approvals, Plans } from '../../ports/ledger.ts'

/** Refused presses shown on one check; the rest is in the audit log. */
const SHOWN_REFUSALS = 10
/** Plans kept, the newest: old ones can be computed again from Git. */
const KEPT_PLANS = 200

/** `by_id` is null where the word was given before ids were kept. */
type Row = { plan: string; by: string; by_id: number | null; at: number }

const approvalOf = ({ plan, by: login, by_id: id, at }: Row): Approval => ({
  plan,
  by: id === null ? { login } : { login, id },
  at,
})

export const fleetApprovals = (sql: SqlStorage): Approvals => ({
  give: ({ plan, by, at }, pulls) => {
    sql.exec(
      'INSERT INTO approvals (plan, by, by_id, at, pulls) VALUES (?, ?, ?, ?, ?)',
      plan,
      by.login,
      by.id ?? null,
      at,
      JSON.stringify(pulls),
    )
  },
  standing: plan =>
    sql
      .exec<Row>(
        `SELECT plan, by, by_id, at FROM approvals WHERE plan = ? AND release IS NULL AND void = 0
         ORDER BY id LIMIT 100`,
        plan,
      )
      .toArray()
      .map(approvalOf),
  useUp: (plan, release) => {
    sql.exec('UPDATE approvals SET release = ? WHERE plan = ? AND release IS NULL', release, plan)
  },
  voidOf: (pull, exceptPlan) =>
    sql
      .exec<Row>(
        `UPDATE approvals SET void = 1 WHERE release IS NULL AND void = 0 AND plan IS NOT ?
         AND EXISTS (SELECT 1 FROM json_each(approvals.pulls) WHERE json_each.value = ?)
         RETURNING plan, by, by_id, at`,
        exceptPlan ?? null,
        pull,
      )
      .toArray()
      .map(approvalOf),
  voidLeft: exceptPlans =>
    sql
      .exec<Row>(
        `UPDATE approvals SET void = 1 WHERE release IS NULL AND void = 0
         AND plan NOT IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM json_each(approvals.pulls) AS given
                         JOIN pulls ON pulls.number = given.value WHERE pulls.open = 1)
         RETURNING plan, by, by_id, at`,
        JSON.stringify(exceptPlans),
      )
      .toArray()
      .map(approvalOf),
  end: (plan, by) => {
    sql.exec(
      'UPDATE approvals SET void = 1 WHERE plan = ? AND by = ? AND by_id IS ? AND release IS NULL',
      plan,
      by.login,
      by.id ?? null,
    )
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
