import type { SqlStorage } from '@cloudflare/workers-types'
import type { Clock } from '../../ports/clock.ts'
import { type DueJob, Job, type Jobs, LONGEST_DELAY } from '../../ports/jobs.ts'

type Row = { key: string; sequence: number; body: string; attempts: number }

/** No job of the same line was asked for before it. */
const IS_FIRST = `(jobs.line IS NULL OR NOT EXISTS (
  SELECT 1 FROM jobs AS before WHERE before.line = jobs.line AND before.sequence < jobs.sequence))`

export const fleetJobs = (sql: SqlStorage, clock: Clock): Jobs => ({
  ask: (key, job, due = clock.now().getTime(), line) => {
    const { value } = sql
      .exec<{ value: number }>('UPDATE sequence SET value = value + 1 RETURNING value')
      .one()
    sql.exec(
      `INSERT INTO jobs (key, sequence, body, due, line) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (key) DO UPDATE SET sequence = ?2, body = ?3, attempts = 0, why = '',
         line = ?5, due = CASE WHEN attempts = 0 THEN MIN(due, ?4) ELSE ?4 END`,
      key,
      value,
      JSON.stringify(job),
      due,
      line ?? null,
    )
  },
  next: now => {
    for (;;) {
      const [row] = sql
        .exec<Row>(
          `SELECT * FROM jobs WHERE (due <= ? OR due > ?) AND ${IS_FIRST} ORDER BY due, sequence LIMIT 1`,
          now,
          now + LONGEST_DELAY,
        )
        .toArray()
      const due = row && dueJob(row)
      if (row === undefined || due !== undefined) return due
      // Asked for by a newer version, before somebody went back to this one: it must not keep all others from being done.
      sql.exec('DELETE FROM jobs WHERE key = ?', row.key)
    }
  },
  done: ({ key, sequence }) => {
    sql.exec('DELETE FROM jobs WHERE key = ? AND sequence = ?', key, sequence)
    sql.exec('UPDATE jobs SET due = MAX(due, ?) WHERE key = ?', clock.now().getTime(), key)
  },
  postpone: ({ key, sequence }, until, why) => {
    sql.exec(
      'UPDATE jobs SET due = ?, attempts = attempts + 1, why = ? WHERE key = ? AND sequence = ?',
      until,
      why,
      key,
      sequence,
    )
  },
  nextDue: () =>
    sql.exec<{ due: number | null }>(`SELECT MIN(due) AS due FROM jobs WHERE ${IS_FIRST}`).one().due ??
    undefined,
  stuck: () =>
    sql
      .exec<{ key: string; attempts: number; why: string }>(
        'SELECT key, attempts, why FROM jobs WHERE attempts > 0 ORDER BY sequence LIMIT 100',
      )
      .toArray(),
})

/** Undefined when this version knows no such job. */
const dueJob = ({ key, sequence, body, attempts }: Row): DueJob | undefined => {
  const job = Job.safeParse(JSON.parse(body))
  return job.success ? { key, sequence, attempts, job: job.data } : undefined
}
