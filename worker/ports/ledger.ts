import type { AuditEntry } from '../../schema/audit-chain.ts'
import type { SignedReport } from '../../schema/wire/report.ts'
import type { KeptPicture } from '../picture/kept-picture.ts'
import type { Refusal } from '../rollout/face.ts'
import type { Person } from '../rollout/person.ts'
import type { Rollout } from '../rollout/state.ts'
import type { Jobs } from './jobs.ts'
import type { Measurements } from './measurements.ts'

/** A pull request as last reviewed. */
export interface ReviewedPull {
  readonly number: number
  readonly head: string
  readonly fork: boolean
  readonly open: boolean
  /** Absent while its topology is invalid. */
  readonly plan: string | undefined
  /** Who opened it, and everybody who pushed to it since. */
  readonly authors: readonly Person[]
}

/** Closed ones are forgotten a season after they were reviewed last. */
export interface Pulls {
  get(number: number): ReviewedPull | undefined
  put(pull: ReviewedPull): void
  withHead(head: string): readonly ReviewedPull[]
  /** Open ones, newest first. */
  open(): readonly ReviewedPull[]
}

export interface Approval {
  readonly plan: string
  readonly by: Person
  /** Milliseconds since 1970. */
  readonly at: number
}

/** An approval is for one plan and good for one release. Used and ended ones, and refusals, are forgotten after a season. */
export interface Approvals {
  give(approval: Approval, pulls: readonly number[]): void
  /** The approvals of this plan that no release has used up and nothing has voided, oldest first. */
  standing(plan: string): readonly Approval[]
  useUp(plan: string, release: number): void
  /** The pull request through which they were given now says something else; answers those that ended. */
  voidOf(pull: number, exceptPlan: string | undefined): readonly Approval[]
  /** The same for what no open pull request stands for any more, other than of these plans. */
  voidLeft(exceptPlans: readonly string[]): readonly Approval[]
  /** This person's word for this plan. */
  end(plan: string, by: Person): void
  refuse(plan: string, refusal: Refusal, now: number): void
  refusals(plan: string): readonly Refusal[]
}

export interface StoredPlan {
  /** For a terminal, whole. */
  readonly text: string
  /** For a check, within GitHub's limit. */
  readonly markdown: string
  readonly summary: string
  /** How many people have to approve it. */
  readonly needed: number
}

export interface Plans {
  put(digest: string, plan: StoredPlan, now: number): void
  get(digest: string): StoredPlan | undefined
}

/** Networks as plans would have them, drawn. */
export interface Pictures {
  /** Keeps the newest few, and those of the plans in `spared` beside. `now`: milliseconds since 1970. */
  put(plan: string, picture: KeptPicture, now: number, spared: readonly string[]): void
  has(plan: string): boolean
  get(plan: string): KeptPicture | undefined
}

export interface KnownReport {
  readonly gateway: string
  readonly counter: number
  /** Milliseconds since 1970, by our clock. */
  readonly received: number
  readonly signed: SignedReport
}

export interface Reports {
  /** The newest report that was signed with this key. */
  last(gateway: string, signKey: string): KnownReport | undefined
  put(signKey: string, report: KnownReport): void
  /** The newest of each gateway, by name. */
  all(): readonly KnownReport[]
}

export interface Tokens {
  /** Only the hash of the secret is kept. The gateway's earlier tokens end, and old ones are forgotten. */
  issue(hash: string, token: { gateway: string; by: string; issued: number; expires: number }): void
  /** True once: when the token is for this gateway, has not expired and was never redeemed. */
  redeem(hash: string, gateway: string, now: number): boolean
}

/** Append-only, chained and signed: `docs/protocol.md` §11. */
export interface Audit {
  append(entry: { at: number; who: string; what: string; detail: unknown }): void
  /** The newest entries, oldest first. */
  tail(count: number): readonly AuditEntry[]
  /** What follows an entry, oldest first, at most so many. */
  after(number: number, count: number): readonly AuditEntry[]
  /** The newest entries of these kinds before a number, newest first, at most so many. */
  about(kinds: readonly string[], before: number, count: number): readonly AuditEntry[]
}

/** Small facts by name. */
export interface Notes {
  get(name: string): string | undefined
  set(name: string, value: string): void
}

/** Everything the control plane remembers of one network. Strongly consistent, one writer. */
export interface Ledger {
  /** All of it or nothing; synchronous, so nothing else happens in between. */
  together<T>(work: () => T): T
  /** True the first time; remembers webhook deliveries for a month. */
  firstTime(delivery: string, now: number): boolean
  /** True the first time; remembers it until then, in milliseconds since 1970, and forgets what is older than now. */
  onlyOnce(nonce: string, now: number, until: number): boolean
  readonly jobs: Jobs
  readonly pulls: Pulls
  readonly approvals: Approvals
  readonly plans: Plans
  readonly pictures: Pictures
  readonly reports: Reports
  readonly measurements: Measurements
  readonly tokens: Tokens
  readonly audit: Audit
  readonly notes: Notes
  rollout(): Rollout
  keep(rollout: Rollout): void
}
