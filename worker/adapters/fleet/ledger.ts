import type { DurableObjectStorage } from '@cloudflare/workers-types'
import type { Clock } from '../../ports/clock.ts'
import type { Ledger } from '../../ports/ledger.ts'
import { fleetApprovals, fleetPlans } from './approvals.ts'
import { fleetAudit, fleetNotes, type Seal } from './audit.ts'
import { forgetting } from './forget.ts'
import { fleetJobs } from './jobs.ts'
import { fleetMeasurements } from './measurements.ts'
import { fleetPictures } from './pictures.ts'
import { fleetPulls } from './pulls.ts'
import { fleetReports, fleetTokens } from './reports.ts'
import { fleetRollout } from './rollout.ts'
import { migrate } from './schema.ts'

/** The memory of one network in the SQLite database of its Durable Object. */
export const fleetLedger = (storage: DurableObjectStorage, clock: Clock, seal: Seal): Ledger => {
  const { sql } = storage
  storage.transactionSync(() => migrate(sql))
  const forget = forgetting(sql)
  const rollout = fleetRollout(sql)
  return {
    together: work => {
      try {
        return storage.transactionSync(work)
      } catch (error) {
        // What was kept in it was not.
        rollout.forget()
        throw error
      }
    },
    firstTime: (delivery, now) => {
      forget(now)
      return (
        sql
          .exec('INSERT OR IGNORE INTO deliveries (id, at) VALUES (?, ?) RETURNING id', delivery, now)
          .toArray().length === 1
      )
    },
    onlyOnce: (nonce, now, until) => {
      sql.exec('DELETE FROM nonces WHERE until < ?', now)
      return (
        sql
          .exec('INSERT OR IGNORE INTO nonces (nonce, until) VALUES (?, ?) RETURNING nonce', nonce, until)
          .toArray().length === 1
      )
    },
    jobs: fleetJobs(sql, clock),
    pulls: fleetPulls(sql, clock),
    approvals: fleetApprovals(sql),
    plans: fleetPlans(sql),
    pictures: fleetPictures(sql),
    reports: fleetReports(sql),
    measurements: fleetMeasurements(sql, forget),
    tokens: fleetTokens(sql),
    audit: fleetAudit(sql, seal),
    notes: fleetNotes(sql),
    rollout: rollout.read,
    keep: rollout.write,
  }
}
