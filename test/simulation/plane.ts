import type { SignedReport } from '../../schema/wire/report.ts'
import { MemoryStore } from '../../worker/adapters/memory-store.ts'
import { ControlError } from '../../worker/control-error.ts'
import { lookForLostPushes } from '../../worker/flows/follow-branch.ts'
import { SEEN } from '../../worker/flows/people/branch-authors.ts'
import { publishRelease } from '../../worker/flows/publish/publish-release.ts'
import { takeReport } from '../../worker/flows/reports/take-report.ts'
import { advance } from '../../worker/flows/rollout/advance.ts'
import { nextWake, perform, tick, work } from '../../worker/flows/work.ts'
import type { Check, Permission } from '../../worker/ports/forge.ts'
import { ForgeError } from '../../worker/ports/forge.ts'
import type { Job } from '../../worker/ports/jobs.ts'
import type { Ledger } from '../../worker/ports/ledger.ts'
import type { Ports } from '../../worker/ports/ports.ts'
import { person } from '../fixtures/person.ts'
import type { Random } from '../soak/fuzz/random.ts'
import { MemoryLedger } from './memory-ledger.ts'
import type { Network } from './network.ts'
import type { Repository } from './repository.ts'
import type { Time } from './time.ts'

/** The Worker is gone, at whatever instruction: only what the ledger holds is left. */
class Died extends Error {}

const PERMISSIONS: Readonly<Record<string, Permission>> = {
  alice: 'maintain',
  carter: 'admin',
  dana: 'maintain',
  bob: 'maintain',
  mallory: 'write',
}

/**
 * The control plane: the real flows over a ledger in memory. Compiling, TUF and Ed25519 are left out, and GitHub is
 * a few maps. It dies at random between any two writes, and goes on from its ledger.
 */
export class Plane {
  readonly ledger: MemoryLedger
  readonly ports: Ports
  readonly checks = new Map<string, Check>()
  /** The commit at the tip of the default branch. */
  tip = '0'.repeat(40)
  /** Writes that it still does before it dies. */
  #life = Number.POSITIVE_INFINITY
  #alarm: number | undefined
  readonly #time: Time
  readonly #random: Random
  readonly #network: Network
  readonly #repository: Repository
  /** How often GitHub or the store fail, of a hundred. */
  readonly #trouble: number

  constructor(time: Time, random: Random, network: Network, repository: Repository) {
    this.#time = time
    this.#random = random
    this.#network = network
    this.#repository = repository
    this.#trouble = random.one([0, 0, 5, 20])
    const clock = { now: () => new Date(time.now) }
    this.ledger = new MemoryLedger(clock)
    this.ports = {
      network: 'miskatonic',
      address: 'https://control.test',
      tree: {
        defaultBranch: async () => 'main',
        tip: async () => this.tip,
        commit: async () => ({ author: undefined, before: undefined }),
        topologyAt: async () => new Map(),
      },
      pulls: {
        get: async () => this.#fail(),
        containing: async () => [],
        openTo: async () => ({ heads: [], complete: true }),
        propose: async () => '',
        comment: async () => undefined,
      },
      operatorKeys: '',
      app: { rights: async () => this.#fail() },
      deployments: { show: async () => undefined },
      deliveries: { failedSince: async () => [], again: async () => undefined },
      checks: {
        show: async check => {
          this.checks.set(check.commit, check)
        },
      },
      people: {
        find: async ({ login }) => ({ person: person(login), permission: PERMISSIONS[login] ?? 'none' }),
        ownerOf: async () => undefined,
      },
      listener: { settings: { said: false }, tell: async () => undefined },
      ledger: this.#mortal(),
      store: new MemoryStore(),
      signer: { publicKey: new Uint8Array(), sign: () => new Uint8Array() },
      clock,
      log: () => undefined,
    }
  }

  /** A webhook: its work is written down once. */
  deliver(delivery: string, jobs: readonly Job[]): void {
    const { ledger } = this
    if (!ledger.firstTime(delivery)) return
    for (const [index, job] of jobs.entries()) ledger.jobs.ask(`${delivery}:${index}`, job)
    this.arm()
  }

  /** True when the gateway need not send it again. */
  report(signed: SignedReport): boolean {
    try {
      takeReport(this.ports, signed, (one, key) => one.signature === key)
      return true
    } catch (error) {
      if (!(error instanceof ControlError)) return this.#survive(error)
      // As the runner has it: refused for good is not sent again.
      return true
    } finally {
      this.arm()
    }
  }

  async alarm(): Promise<void> {
    if (this.#random.below(20) === 0) this.#life = this.#random.below(12)
    try {
      tick(this.ports)
      await work(this.ports, (ports, job) => this.#perform(ports, job))
    } catch (error) {
      this.#survive(error)
    }
    this.#life = Number.POSITIVE_INFINITY
    this.arm()
  }

  async cron(): Promise<void> {
    await lookForLostPushes(this.ports)
    this.arm()
  }

  /** Wakes when there is something to do, a moment late at most. */
  arm(): void {
    const next = nextWake(this.ports)
    const at = next === undefined ? undefined : Math.max(next, this.#time.now)
    if (at === undefined || (this.#alarm !== undefined && this.#alarm <= at)) return
    this.#alarm = at
    this.#time.after(at - this.#time.now, async () => {
      if (this.#alarm !== at) return
      this.#alarm = undefined
      await this.alarm()
    })
  }

  async #perform(ports: Ports, job: Job): Promise<void> {
    if (this.#random.below(100) < this.#trouble) this.#fail()
    if (job.kind === 'follow-branch') return this.#follow(ports)
    // What a check says is not watched here: drawn now and then, so that it never throws.
    if (job.kind === 'show-rollout' && this.#random.below(20) > 0) return
    if (job.kind !== 'publish') return perform(ports, job)
    await publishRelease(ports, async (_, told) => {
      this.#repository.tell(told)
      if (this.#random.below(100) < this.#trouble) this.#fail()
    })
  }

  /** What `followBranch` does, with the candidate given instead of compiled. */
  async #follow({ ledger, tree }: Ports): Promise<void> {
    const candidate = this.#network.at(await tree.tip('main'))
    const approvedBy = ledger.approvals.standing(candidate.plan).map(({ by }) => by)
    const { now } = this.#time
    ledger.together(() => {
      advance(ledger, now, { kind: 'pushed', now, candidate, approvedBy })
      ledger.notes.set(SEEN, candidate.commit)
    })
  }

  #fail(): never {
    throw new ForgeError('unavailable', 'try later')
  }

  #survive(error: unknown): false {
    if (!(error instanceof Died)) throw error
    this.#life = Number.POSITIVE_INFINITY
    return false
  }

  #live(): void {
    if (this.#life-- <= 0) throw new Died()
  }

  /** The ledger of a Worker that may die before and after everything that it writes. */
  #mortal(): Ledger {
    const { ledger } = this
    const { jobs } = ledger
    const around = <T>(doing: () => T): T => {
      this.#live()
      const done = doing()
      this.#live()
      return done
    }
    return {
      together: doing => around(() => ledger.together(doing)),
      firstTime: delivery => ledger.firstTime(delivery),
      onlyOnce: (nonce, now, until) => ledger.onlyOnce(nonce, now, until),
      rollout: () => ledger.rollout(),
      keep: rollout => ledger.keep(rollout),
      jobs: {
        ...jobs,
        done: job => around(() => jobs.done(job)),
        postpone: (job, until, why) => around(() => jobs.postpone(job, until, why)),
      },
      pulls: ledger.pulls,
      approvals: ledger.approvals,
      plans: ledger.plans,
      pictures: ledger.pictures,
      reports: ledger.reports,
      measurements: ledger.measurements,
      tokens: ledger.tokens,
      audit: ledger.audit,
      notes: ledger.notes,
    }
  }
}
