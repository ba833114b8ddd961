import type { Report } from '../../schema/wire/report.ts'
import type { Random } from '../soak/fuzz/random.ts'
import type { Quality } from './network.ts'
import type { Repository, Role } from './repository.ts'
import type { Time } from './time.ts'

const MINUTE = 60_000
/** Between two reports of what was measured, and how long they come every minute after a change. */
const MEASURED = 10 * MINUTE
const WATCHED = 20 * MINUTE

/** What a gateway needs of the world. */
export interface Surroundings {
  readonly time: Time
  readonly random: Random
  readonly repository: Repository
  readonly qualityOf: (digest: string) => Quality
  /** Until when gateways measure; never, where nobody asks them to. */
  readonly measureUntil: number
  /** The part of all packets that is lost on the way to a gateway, whatever it runs. */
  readonly weather: () => number
  /** Whoever changed is put in here, to be looked at. */
  readonly stirred: Set<Gateway>
  /** Brings a report on its way. */
  readonly send: (report: Report) => void
}

/**
 * One gateway as the runner is, without its files: it applies what it is told when it polls, goes back by itself from what fails,
 * remembers what was bad until told anew, and says what it did. It may be off, paused, or have its window closed.
 */
export class Gateway {
  readonly name: string
  inForce: Role | undefined
  /** What it is trying out. */
  trying: Role | undefined
  /** Every digest that was ever in force here. */
  readonly ran = new Set<string>()
  /** Until when it is switched off, and keeps from changing anything. */
  offUntil = 0
  heldUntil = 0
  heldBy: 'paused' | 'window-closed' = 'paused'
  readonly #world: Surroundings
  readonly #bad = new Map<string, number>()
  /** Bundles under which the tunnel was down before anything could have cut it: going back to one is nobody's fault. */
  readonly #downUnder = new Set<string>()
  #counter = 0
  #saidWaiting = false
  #tunnel: 'never up' | 'up' | 'fell' = 'never up'
  #measuredAt: number
  #committedAt = 0
  #turn = 0

  constructor(name: string, world: Surroundings) {
    this.name = name
    this.#world = world
    this.#measuredAt = world.time.now
    if (world.measureUntil > world.time.now) this.#measureAfter(world.random.below(MEASURED))
  }

  /** Often while a change may still be watched, seldom otherwise. What is lost below a tunnel is lost inside of it as well. */
  #measure(): void {
    const { time, weather, qualityOf, measureUntil, random } = this.#world
    const span = time.now - this.#measuredAt
    this.#measuredAt = time.now
    if (this.inForce !== undefined && time.now >= this.offUntil && this.#tunnel === 'up') {
      const sent = Math.round(span / 1000)
      const below = Math.round(sent * weather())
      const ill = qualityOf(this.inForce.digest) === 'lossy' ? Math.round((sent - below) / 3) : 0
      const stray = Math.min(sent - below - ill, random.below(20) === 0 ? 1 : 0)
      const waits = this.#saidWaiting ? { code: this.heldBy, message: 'not now' } : undefined
      this.#report('unchanged', this.inForce, waits, {
        since: new Date(time.now - span).toISOString(),
        paths: [
          { tunnel: this.name, sent, lost: below },
          { tunnel: this.name, child: 'lan', sent, lost: below + ill + stray },
        ],
        losses: [],
        more: 0,
      })
    }
    const isWatched = time.now < this.#committedAt + WATCHED
    if (time.now < measureUntil) this.#measureAfter(isWatched ? MINUTE : MEASURED)
  }

  /** What was to be measured next otherwise is forgotten. */
  #measureAfter(milliseconds: number): void {
    const turn = ++this.#turn
    this.#world.time.after(milliseconds, () => {
      if (turn === this.#turn) this.#measure()
    })
  }

  /** A tunnel of it fell, or what it tries cannot hold. */
  get isSick(): boolean {
    const { qualityOf } = this.#world
    return this.#tunnel === 'fell' || (this.trying !== undefined && qualityOf(this.trying.digest) === 'bad')
  }

  /** Something new may be there: it asks within a minute, or when it is back. */
  wake(): void {
    const { time, random } = this.#world
    const delay = random.below(MINUTE)
    time.after(Math.max(delay, this.offUntil - time.now + delay), () => this.poll())
  }

  poll(): void {
    const { time, random, repository } = this.#world
    if (time.now < this.offUntil) return this.wake()
    if (this.trying !== undefined) return
    const role = repository.roles.get(this.name)
    if (role === undefined) return
    if ((this.#bad.get(role.digest) ?? -1) >= role.number) return
    if (this.inForce?.digest === role.digest) return this.#again(role, this.inForce)
    if (time.now < this.heldUntil) {
      if (!this.#saidWaiting)
        this.#report('unchanged', this.inForce, { code: this.heldBy, message: 'not now' })
      this.#saidWaiting = true
      time.after(this.heldUntil - time.now + random.below(MINUTE), () => this.poll())
      return
    }
    // What else changed there is said first, and may arrive long after.
    if (random.below(4) === 0) this.#report('unchanged', this.inForce)
    this.trying = role
    this.#world.stirred.add(this)
    time.after(1000 + random.below(MINUTE), () => this.#finish(role))
  }

  #again(role: Role, inForce: Role): void {
    if (role.number <= inForce.number) return
    this.inForce = role
    this.#report('committed', role)
  }

  #finish(role: Role): void {
    this.trying = undefined
    this.#world.stirred.add(this)
    this.#saidWaiting = false
    const { time, random, qualityOf } = this.#world
    // A reboot in the middle takes it back; it tries again by itself.
    if (time.now < this.offUntil) return this.wake()
    if (qualityOf(role.digest) === 'bad') {
      this.#bad.set(role.digest, role.number)
      this.#report('reverted', role, { code: 'probe', message: 'no answer' })
    } else {
      this.inForce = role
      this.ran.add(role.digest)
      this.#committedAt = time.now
      if (time.now < this.#world.measureUntil) this.#measureAfter(MINUTE)
      if (qualityOf(role.digest) !== 'cut') this.#tunnel = 'up'
      else if (this.#tunnel === 'never up') this.#downUnder.add(role.digest)
      else if (this.#tunnel === 'up') this.#tunnel = this.#downUnder.has(role.digest) ? 'never up' : 'fell'
      this.#report('committed', role)
    }
    // Whatever was published meanwhile is there at the next poll.
    time.after(random.below(MINUTE), () => this.poll())
  }

  #report(
    outcome: Report['outcome'],
    about: Role | undefined,
    problem?: Report['problem'],
    measured?: Report['measured'],
  ): void {
    this.#counter += 1
    const { send, time } = this.#world
    send({
      cygnet: 1,
      network: 'miskatonic',
      gateway: this.name,
      counter: this.#counter,
      at: new Date(time.now).toISOString(),
      outcome,
      ...(about && { bundle: about.digest, release: about.number }),
      ...(this.inForce && { inForce: this.inForce.digest }),
      ...(problem && { problem }),
      ...(measured && { measured }),
      children: [{ connection: this.name, child: 'lan', state: this.#tunnel === 'up' ? 'up' : 'down' }],
      runner: '0.1.0',
    })
  }
}
