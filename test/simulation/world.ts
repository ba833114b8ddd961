import type { Report, SignedReport } from '../../schema/wire/report.ts'
import { ControlError } from '../../worker/control-error.ts'
import { approve } from '../../worker/flows/approve.ts'
import { steer } from '../../worker/flows/steer.ts'
import { neededFor } from '../../worker/rollout/second-word.ts'
import { person } from '../fixtures/person.ts'
import { Random, seedOf } from '../soak/fuzz/random.ts'
import { Gateway } from './gateway.ts'
import { Broken, Invariants } from './invariants.ts'
import { Network } from './network.ts'
import { Plane } from './plane.ts'
import { Repository } from './repository.ts'
import { Time } from './time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Minutes; nobody ever hears of it again. */
const FOREVER = 10 * 365 * 24 * 60
/** How long a gateway is away: a reboot mostly, now and then longer than anybody is patient. */
const SPELLS = [2, 2, 2, 5, 10, 20, 60, 30 * 60, 12 * 24 * 60, FOREVER].map(minutes => minutes * MINUTE)
/** More than any world needs: one that goes on never ends. */
const MOST_EVENTS = 200_000
/** People act for nine hours, now and then for twelve. */
const MEASURED_FOR = 12 * HOUR
/** Past every deadline and the longest that a gateway is kept from changing. */
const LONGEST = 60 * 24 * HOUR

/** One seed's network, its gateways, its control plane, the people, and everything that goes wrong between them. */
export class World {
  readonly time = new Time()
  readonly random: Random
  readonly network: Network
  readonly repository = new Repository()
  readonly gateways = new Map<string, Gateway>()
  readonly plane: Plane
  readonly invariants: Invariants
  readonly #sent: SignedReport[] = []
  /** What each gateway has said and nobody took yet. */
  readonly #outboxes = new Map<string, SignedReport[]>()
  #broken: unknown
  #pulls = 0
  #deliveries = 0
  events = 0

  constructor(seed: number, size: number) {
    this.random = new Random(seedOf('fleet', seed))
    this.network = new Network(this.random, size)
    this.plane = new Plane(this.time, this.random, this.network, this.repository)
    const surroundings = {
      time: this.time,
      random: this.random,
      repository: this.repository,
      stirred: new Set<Gateway>(),
      qualityOf: (digest: string) => this.network.quality.get(digest) ?? 'good',
      // Of small fleets every second measures: that is many reports.
      measureUntil: size <= 20 && seed % 2 === 0 ? this.time.now + MEASURED_FOR : 0,
      weather: () => (this.time.now % (7 * HOUR) < HOUR ? 0.4 : 0),
      send: (report: Report) => this.#post(report),
    }
    for (const name of this.network.names) this.gateways.set(name, new Gateway(name, surroundings))
    const { stirred, qualityOf } = surroundings
    const { highest } = this.repository
    this.invariants = new Invariants({ gateways: this.gateways, stirred, highest, qualityOf })
    this.plane.ledger.kept = (before, after) => this.#watch(() => this.invariants.stepped(before, after))
    this.repository.changed = (gateway, before, now) => {
      this.#watch(() => this.invariants.told(gateway, before, now))
      this.gateways.get(gateway)?.wake()
    }
  }

  /** Lives through so many actions of people and misfortunes, and on until nothing moves. Throws `Broken`. */
  async run(actions: number): Promise<void> {
    const { random, time } = this
    await this.#push(true)
    for (let action = 0, at = 0; action < actions; action++) {
      at += random.below(random.one([2, 20, 60])) * MINUTE
      time.after(at, () => this.#act())
    }
    for (let at = 0; at < actions * 20 * MINUTE; at += 10 * MINUTE) time.after(at, () => this.plane.cron())
    const end = time.now + LONGEST
    while ((time.next ?? Number.POSITIVE_INFINITY) < end && (await time.step())) {
      this.invariants.happened()
      if (this.#broken !== undefined) throw this.#broken
      if (++this.events > MOST_EVENTS) throw new Broken('it goes on for ever')
    }
    this.invariants.ended(this.plane.ledger.rollout(), this.plane.ledger.waiting.size > 0)
  }

  /** What breaks in the middle of a flow is thrown after it: a flow may take it for one more failure of its own. */
  #watch(look: () => void): void {
    try {
      look()
    } catch (error) {
      this.#broken ??= error
    }
  }

  async #act(): Promise<void> {
    switch (this.random.below(9)) {
      case 0:
        return this.#push(false)
      case 1:
      case 2:
        return this.#approveSome()
      case 3:
      case 4:
        return this.#steer()
      case 5:
      case 6:
        return this.#forge()
      case 7:
        // Somebody waits and looks.
        return
      default:
        return this.#misfortune()
    }
  }

  /** A pull request, its approvals before or after the merge, and the webhook of the merge, which may be lost. */
  async #push(isFirst: boolean): Promise<void> {
    const { random, plane, network } = this
    const candidate = network.change(random.one(['bob', 'bob', 'alice']))
    const { plan, commit, authors } = candidate
    const number = ++this.#pulls
    const { ledger } = plane
    const pull = { number, head: commit, fork: false, open: true, plan, authors }
    ledger.pulls.put(pull)
    const needed = neededFor(ledger.rollout(), candidate)
    ledger.plans.put(plan, { text: '', markdown: '', summary: '', needed })
    for (let word = random.below(3) + (isFirst ? 1 : 0); word > 0; word--) await this.#approve(plan)
    ledger.pulls.put({ ...pull, open: false })
    plane.tip = commit
    this.#webhook()
  }

  #webhook(): void {
    const { random, plane, time } = this
    const delivery = `delivery-${++this.#deliveries}`
    const times = random.one([0, 1, 1, 1, 1, 1, 1, 1, 1, 2])
    for (let copy = 0; copy < times; copy++)
      time.after(random.below(3 * MINUTE), () => plane.deliver(delivery, [{ kind: 'follow-branch' }]))
  }

  async #approveSome(): Promise<void> {
    const { waiting } = this.plane.ledger.rollout()
    const plan = waiting?.candidate.plan ?? this.random.one(this.network.commits).plan
    await this.#approve(plan)
  }

  async #approve(plan: string): Promise<void> {
    const login = this.random.one(['alice', 'carter', 'dana', 'bob', 'mallory', 'nobody'])
    // Before, since it may begin at once; taken back when it was refused or one more than it took.
    const isNew = this.invariants.approved(plan, login)
    const given = await this.#dare(() => approve(this.plane.ports, plan, person(login)))
    if (isNew && given?.by.login !== login) this.invariants.refused(plan, login)
    if (given !== undefined && (login === 'mallory' || login === 'nobody'))
      throw new Broken(`${login} may not approve`)
  }

  async #steer(): Promise<void> {
    const { random, plane } = this
    const login = random.one(['alice', 'carter', 'bob', 'mallory'])
    const how = random.one(['pause', 'resume', 'resume', 'roll-back'] as const)
    const done = await this.#dare(() => steer(plane.ports, how, person(login)))
    if (done !== undefined && login === 'mallory') throw new Broken('mallory may not steer')
  }

  /** A refusal is an answer; whatever else is thrown is a fault. */
  async #dare<T>(doing: () => Promise<T>): Promise<T | undefined> {
    try {
      return await doing()
    } catch (error) {
      if (error instanceof ControlError) return undefined
      throw error
    } finally {
      this.plane.arm()
    }
  }

  /** Switched off for a while, or held by a person or a window: longer than patience, sometimes. */
  #misfortune(): void {
    const { random, time } = this
    const gateway = random.one([...this.gateways.values()])
    const until = time.now + random.one(SPELLS)
    if (random.below(2) === 0) gateway.offUntil = Math.max(gateway.offUntil, until)
    else {
      gateway.heldUntil = until
      gateway.heldBy = random.one(['paused', 'window-closed'])
    }
  }

  /** Each with a signature that a genuine key would not have made, or old: whatever it says must move nothing. */
  #forge(): void {
    const { random, plane } = this
    const name = random.one(this.network.names)
    const old = this.#sent[random.below(Math.max(1, this.#sent.length))]
    const target = plane.ledger.rollout().shown[name]?.bundle
    if (target === undefined) return
    const report: Report = {
      cygnet: 1,
      network: 'miskatonic',
      gateway: name,
      counter: 1_000_000,
      at: new Date(this.time.now).toISOString(),
      outcome: random.one(['committed', 'reverted']),
      bundle: target,
      inForce: target,
      release: 1_000_000,
      children: [],
      runner: '0.1.0',
    }
    const other = random.one(this.network.names.filter(one => one !== name).concat('nobody'))
    const before = plane.ledger.rollout()
    plane.report(
      random.one([
        { report, signature: 'a bad key' },
        { report, signature: `key of ${other}` },
        { report: { ...report, network: 'arkham' }, signature: `key of ${name}` },
        old ?? { report, signature: 'a bad key' },
      ]),
    )
    if (plane.ledger.rollout() !== before) throw new Broken('a forged or replayed report moved something')
  }

  /** In the outbox until it was taken: tried again when it or its answer was lost, sometimes doubled on the way. */
  #post(report: Report): void {
    const signed = { report, signature: `key of ${report.gateway}` }
    const { random, time, plane } = this
    const queue = this.#outboxes.get(report.gateway) ?? []
    this.#outboxes.set(report.gateway, queue)
    queue.push(signed)
    if (queue.length > 1) return
    const send = (): void => {
      const [first] = queue
      if (first === undefined) return
      const isLost = random.below(10) === 0
      const isAnswered = !isLost && plane.report(first) && random.below(10) > 0
      if (!isLost) this.#sent.push(first)
      if (random.below(10) === 0) time.after(random.below(HOUR), () => void plane.report(first))
      if (isAnswered) queue.shift()
      time.after(isAnswered ? 0 : random.below(2 * MINUTE), send)
    }
    time.after(random.below(10_000), send)
  }
}
