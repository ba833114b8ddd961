import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Happening } from '../../core/monitor/happening.ts'
import { LossFinder } from '../../core/monitor/loss-finder.ts'
import { SAMPLE, Sampler } from '../../core/monitor/sampler.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Disk } from '../../ports/disk.ts'
import type { Echoes } from '../../ports/echoes.ts'
import type { Happenings } from '../../ports/happenings.ts'
import type { Daemon } from '../../ports/ipsec.ts'
import { type Outlet, Outlets } from './outlets.ts'
import { ownChanges } from './own-changes.ts'
import { watchPaths } from './watch-paths.ts'

/** What the monitor works with. */
export interface MonitorNeeds {
  readonly clock: Clock
  readonly say: (line: string) => void
  readonly echoes: Echoes
  readonly happenings: Happenings
  /** A disk that nothing is written to. */
  readonly look: Pick<Disk, 'read'>
  /** Keeps the last minutes for reports, from one bundle to the next. */
  readonly summary: () => Outlet
  /** Whoever else a bundle names. */
  readonly outlets: (bundle: Bundle) => Promise<Outlet>
}

/** Milliseconds between two looks at the clock, and by how much it may be late before this process counts as held up. */
const [TICK, LATE] = [1000, 2000] as const

/** Happenings between two steps that are handed on: whoever runs wild fills no memory. */
const HAPPENED = 1000

/** Measures what bundles ask for, from one to the next, for as long as the process lives. */
export class MonitorFlow {
  readonly #needs: MonitorNeeds
  readonly #sampler = new Sampler()
  readonly #finder = new LossFinder()
  readonly #paths: ReturnType<typeof watchPaths>
  readonly #happened: Happening[] = []
  readonly #summary: Outlets
  readonly #others: Outlets
  /** What the others were begun with. */
  #told = ''
  #daemon: { readonly name: Daemon; readonly end: AbortController } | undefined
  #ticking: AbortController | undefined
  #said = ''
  #isSizing = false

  constructor(needs: MonitorNeeds) {
    this.#needs = needs
    this.#summary = new Outlets(needs.say)
    this.#others = new Outlets(needs.say)
    this.#paths = watchPaths({
      ...needs,
      tell: echo =>
        this.#safely(() => {
          this.#sampler.take(echo)
          this.#finder.take(echo)
        }),
    })
  }

  /** Measures what this bundle asks for from now on; nothing where it does not, or there is none. Never throws. */
  follow(bundle: Bundle | undefined): void {
    const { monitor } = bundle ?? {}
    this.#paths.follow(monitor ?? { every: 1, paths: [] })
    this.#finder.keep(monitor?.paths ?? [])
    if (bundle === undefined || monitor === undefined) return this.#rest(bundle)
    this.#hear(bundle.daemon)
    this.#tellOthers(bundle)
    if (this.#ticking !== undefined) return
    this.#summary.follow(async () => await Promise.resolve(this.#needs.summary()))
    this.#ticking = new AbortController()
    void this.#tick(this.#ticking.signal)
  }

  /** A bundle that measures nothing has what earlier ones left forgotten. Where there is none, as at the end of the process, all stays for the next. */
  #rest(bundle: Bundle | undefined): void {
    this.#daemon?.end.abort()
    this.#ticking?.abort()
    this.#daemon = undefined
    this.#ticking = undefined
    this.#summary.follow(undefined)
    if (bundle !== undefined) {
      this.#tellOthers(bundle)
      // They forget by what they are told next.
      this.#others.tell({ at: this.#needs.clock.now().getTime(), samples: [], losses: [], happenings: [] })
      return
    }
    this.#told = ''
    this.#others.follow(undefined)
  }

  #hear(name: Daemon): void {
    if (this.#daemon?.name === name) return
    this.#daemon?.end.abort()
    const end = new AbortController()
    this.#daemon = { name, end }
    const tell = (happening: Happening): void => this.#safely(() => this.#happen(happening))
    const heard = this.#needs.happenings.follow(name, tell, end.signal)
    void heard.catch((error: unknown) => this.#complain(error))
  }

  /** Whoever is told by the same words as before stays. */
  #tellOthers(bundle: Bundle): void {
    const { monitor, secrets } = bundle
    const told = JSON.stringify([monitor, secrets.find(({ id }) => id === monitor?.influx?.token)])
    if (told === this.#told) return
    this.#told = told
    this.#others.follow(async () => await this.#needs.outlets(bundle))
  }

  #happen(happening: Happening): void {
    this.#finder.happened(happening)
    if (this.#happened.length < HAPPENED) this.#happened.push(happening)
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const { clock, look } = this.#needs
    const changes = ownChanges(look)
    await changes(clock.now().getTime()).catch(() => undefined)
    let stepped = clock.now().getTime()
    while (!signal.aborted) {
      const [before, passed] = [clock.now().getTime(), clock.elapsed()]
      await clock.wait(TICK, signal)
      const now = clock.now().getTime()
      if (Math.max(now - before, clock.elapsed() - passed) > TICK + LATE) this.#finder.stalled(before, now)
      const change = await changes(now).catch(() => undefined)
      if (change !== undefined) this.#happen(change)
      if (signal.aborted || (now >= stepped && now - stepped < SAMPLE)) continue
      stepped = now
      this.#safely(() => this.#step(now, signal))
    }
  }

  #step(now: number, signal: AbortSignal): void {
    const measurement = {
      at: now,
      samples: this.#sampler.cut(now),
      losses: this.#finder.step(now),
      happenings: this.#happened.splice(0),
    }
    this.#summary.tell(measurement)
    this.#others.tell(measurement)
    if (!this.#isSizing) void this.#sizeAll(signal)
  }

  /** One path after the other, because looking for a size sends packets of its own; and none whose loss is over by then. */
  async #sizeAll(signal: AbortSignal): Promise<void> {
    this.#isSizing = true
    for (let path = this.#finder.unsized(); path !== undefined; path = this.#finder.unsized())
      try {
        const bytes = signal.aborted ? undefined : await this.#needs.echoes.passes(path, signal)
        if (bytes !== undefined) this.#finder.sized(path, bytes)
      } catch (error) {
        this.#complain(error)
      }
    this.#isSizing = false
  }

  /** Measuring is never worth the runner: a mistake in it is said, and said once. */
  #safely(task: () => void): void {
    try {
      task()
    } catch (error) {
      this.#complain(error)
    }
  }

  #complain(error: unknown): void {
    const words = `measuring: ${error instanceof Error ? error.message : String(error)}`
    if (words !== this.#said) this.#needs.say(words)
    this.#said = words
  }
}
