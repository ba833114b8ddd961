import type { AuditEntry } from '../../schema/audit-chain.ts'
import type { KeptPicture } from '../../worker/picture/kept-picture.ts'
import type { Clock } from '../../worker/ports/clock.ts'
import { type DueJob, type Job, type Jobs, LONGEST_DELAY } from '../../worker/ports/jobs.ts'
import type {
  Approval,
  Approvals,
  KnownReport,
  Ledger,
  ReviewedPull,
  StoredPlan,
} from '../../worker/ports/ledger.ts'
import type { Refusal } from '../../worker/rollout/face.ts'
import { accountOf } from '../../worker/rollout/person.ts'
import { NOTHING_YET, type Rollout } from '../../worker/rollout/state.ts'
import { MemoryMeasurements } from './memory-measurements.ts'

interface Waiting {
  readonly sequence: number
  readonly job: Job
  readonly attempts: number
  readonly due: number
  readonly why: string
  readonly line: string | undefined
}

/** A ledger that forgets with the process; it passes the same contract as the one in SQLite. `kept` hears of every new state. */
export class MemoryLedger implements Ledger {
  readonly jobs: Jobs
  readonly approvals: Approvals
  readonly log: AuditEntry[] = []
  readonly waiting = new Map<string, Waiting>()
  kept: (before: Rollout, after: Rollout) => void = () => undefined
  #rollout: Rollout = NOTHING_YET
  readonly #deliveries = new Set<string>()
  readonly #nonces = new Map<string, number>()
  readonly #pulls = new Map<number, ReviewedPull>()
  readonly #plans = new Map<string, StoredPlan>()
  readonly #pictures = new Map<string, KeptPicture>()
  readonly #reports = new Map<string, KnownReport>()
  readonly #notes = new Map<string, string>()
  readonly #tokens = new Map<string, { gateway: string; expires: number; used: boolean }>()

  constructor(clock: Clock) {
    this.jobs = memoryJobs(this.waiting, clock)
    this.approvals = memoryApprovals(number => this.#pulls.get(number)?.open === true)
  }

  /** What is written here is written by flows that check first and write then. */
  together<T>(work: () => T): T {
    return work()
  }
  firstTime(delivery: string): boolean {
    const isNew = !this.#deliveries.has(delivery)
    this.#deliveries.add(delivery)
    return isNew
  }
  onlyOnce(nonce: string, now: number, until: number): boolean {
    for (const [known, end] of this.#nonces) if (end < now) this.#nonces.delete(known)
    const isNew = !this.#nonces.has(nonce)
    if (isNew) this.#nonces.set(nonce, until)
    return isNew
  }
  rollout(): Rollout {
    return this.#rollout
  }
  keep(rollout: Rollout): void {
    const before = this.#rollout
    this.#rollout = rollout
    this.kept(before, rollout)
  }

  readonly pulls = {
    get: (number: number) => this.#pulls.get(number),
    put: (pull: ReviewedPull) => {
      this.#pulls.set(pull.number, pull)
    },
    withHead: (head: string) => [...this.#pulls.values()].filter(pull => pull.head === head),
    open: () => [...this.#pulls.values()].filter(pull => pull.open).sort((a, b) => b.number - a.number),
  }
  readonly plans = {
    put: (digest: string, plan: StoredPlan) => {
      this.#plans.set(digest, plan)
    },
    get: (digest: string) => this.#plans.get(digest),
  }
  readonly pictures = {
    put: (plan: string, picture: KeptPicture, _: number, spared: readonly string[]) => {
      this.#pictures.delete(plan)
      this.#pictures.set(plan, picture)
      for (const old of [...this.#pictures.keys()].slice(0, -20))
        if (!spared.includes(old)) this.#pictures.delete(old)
    },
    has: (plan: string) => this.#pictures.has(plan),
    get: (plan: string) => this.#pictures.get(plan),
  }
  readonly reports = {
    last: (gateway: string, key: string) => this.#reports.get(`${gateway} ${key}`),
    put: (key: string, report: KnownReport) => {
      this.#reports.set(`${report.gateway} ${key}`, report)
    },
    all: () => [...this.#reports.values()].sort((a, b) => (a.gateway < b.gateway ? -1 : 1)),
  }
  readonly measurements = new MemoryMeasurements()
  readonly tokens = {
    issue: (hash: string, { gateway, expires }: { gateway: string; expires: number }) => {
      for (const token of this.#tokens.values()) if (token.gateway === gateway) token.used = true
      this.#tokens.set(hash, { gateway, expires, used: false })
    },
    redeem: (hash: string, gateway: string, now: number) => {
      const token = this.#tokens.get(hash)
      if (token === undefined || token.gateway !== gateway || token.used || token.expires <= now) return false
      token.used = true
      return true
    },
  }
  readonly audit = {
    append: ({ at, who, what, detail }: { at: number; who: string; what: string; detail: unknown }) => {
      const number = this.log.length + 1
      const entry = { number, at, who, what, detail: JSON.stringify(detail) }
      this.log.push({ ...entry, previous: '', hash: '', signature: '' })
    },
    tail: (count: number) => this.log.slice(-count),
    after: (number: number, count: number) => this.log.slice(number, number + count),
    about: (kinds: readonly string[], before: number, count: number) =>
      this.log
        .filter(({ number, what }) => number < before && kinds.includes(what))
        .slice(-count)
        .reverse(),
  }
  readonly notes = {
    get: (name: string) => this.#notes.get(name),
    set: (name: string, value: string) => {
      this.#notes.set(name, value)
    },
  }
}

const memoryJobs = (waiting: Map<string, Waiting>, clock: Clock): Jobs => {
  let last = 0
  const isSame = ({ key, sequence }: DueJob): boolean => waiting.get(key)?.sequence === sequence
  const isFirst = ({ line, sequence }: Waiting): boolean =>
    line === undefined || ![...waiting.values()].some(one => one.line === line && one.sequence < sequence)
  return {
    ask: (key, job, due = clock.now().getTime(), line) => {
      const was = waiting.get(key)
      const first = was?.attempts === 0 ? Math.min(was.due, due) : due
      waiting.set(key, { sequence: ++last, job, attempts: 0, due: first, why: '', line })
    },
    next: now => {
      let first: [string, Waiting] | undefined
      for (const entry of waiting) {
        const [, { due, sequence }] = entry
        if ((due > now && due <= now + LONGEST_DELAY) || !isFirst(entry[1])) continue
        const best = first?.[1]
        if (best === undefined || due < best.due || (due === best.due && sequence < best.sequence))
          first = entry
      }
      if (first === undefined) return undefined
      const [key, { sequence, job, attempts }] = first
      return { key, sequence, job, attempts }
    },
    done: job => {
      const was = waiting.get(job.key)
      if (isSame(job)) waiting.delete(job.key)
      else if (was !== undefined)
        waiting.set(job.key, { ...was, due: Math.max(was.due, clock.now().getTime()) })
    },
    postpone: (job, until, why) => {
      const was = waiting.get(job.key)
      if (was !== undefined && isSame(job))
        waiting.set(job.key, { ...was, due: until, attempts: was.attempts + 1, why })
    },
    nextDue: () => {
      const dues = [...waiting.values()].filter(isFirst).map(({ due }) => due)
      return dues.length === 0 ? undefined : Math.min(...dues)
    },
    stuck: () =>
      [...waiting].flatMap(([key, { attempts, why }]) => (attempts > 0 ? [{ key, attempts, why }] : [])),
  }
}

interface Given extends Approval {
  readonly pulls: readonly number[]
  release: number | undefined
  isVoid: boolean
}

const memoryApprovals = (isOpen: (pull: number) => boolean): Approvals => {
  const given: Given[] = []
  const refused: { plan: string; refusal: Refusal }[] = []
  return {
    give: (approval, pulls) => {
      given.push({ ...approval, pulls, release: undefined, isVoid: false })
    },
    standing: plan =>
      given
        .filter(one => one.plan === plan && one.release === undefined && !one.isVoid)
        .map(({ by, at }) => ({ plan, by, at })),
    useUp: (plan, release) => {
      for (const one of given) if (one.plan === plan) one.release ??= release
    },
    voidOf: (pull, exceptPlan) => {
      const ended = given.filter(
        one =>
          one.release === undefined && !one.isVoid && one.plan !== exceptPlan && one.pulls.includes(pull),
      )
      for (const one of ended) one.isVoid = true
      return ended
    },
    voidLeft: exceptPlans => {
      const ended = given.filter(
        one =>
          one.release === undefined &&
          !one.isVoid &&
          !exceptPlans.includes(one.plan) &&
          !one.pulls.some(isOpen),
      )
      for (const one of ended) one.isVoid = true
      return ended
    },
    end: (plan, by) => {
      for (const one of given)
        if (one.plan === plan && accountOf(one.by) === accountOf(by) && one.release === undefined)
          one.isVoid = true
    },
    refuse: (plan, refusal) => {
      refused.push({ plan, refusal })
    },
    refusals: plan =>
      refused
        .filter(one => one.plan === plan)
        .map(one => one.refusal)
        .slice(-10),
  }
}
