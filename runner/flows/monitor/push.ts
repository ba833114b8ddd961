import { lineOf } from '../../core/monitor/line-protocol.ts'
import { pointsOf, type Whose } from '../../core/monitor/points.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Database, Delivery } from '../../ports/database.ts'
import type { Measurement, Measurements } from '../../ports/measurements.ts'
import type { Backlog } from './backlog.ts'

/** Seconds between two attempts while a database does not take what it is sent. */
const PAUSE = { least: 5, most: 60 } as const

export interface PushPorts {
  readonly database: Database
  readonly backlog: Backlog
  readonly clock: Clock
  /** 0 to 1. */
  readonly random: () => number
  readonly say: (line: string) => void
}

/**
 * Sends every step to a database, in the order of time. While it does not take them they wait on disk, and are sent once it does: again perhaps, which
 * changes nothing there. `take` waits for the disk at most, never for the database.
 */
export class Push implements Measurements {
  readonly #ports: PushPorts
  readonly #whose: Whose
  readonly #known: ReadonlySet<string>
  #failures = 0
  #isSending = false
  #said = ''
  #arrived = Promise.withResolvers<void>()

  /** `known`: the tunnels that are measured. */
  constructor(ports: PushPorts, whose: Whose, known: ReadonlySet<string>) {
    this.#ports = ports
    this.#whose = whose
    this.#known = known
  }

  async take(measurement: Measurement): Promise<void> {
    const { backlog } = this.#ports
    backlog.add(pointsOf(measurement, this.#whose, this.#known).map(lineOf))
    // Also when the step before is still on its way: that is no usual thing, and this process may end meanwhile.
    if (this.#failures > 0 || this.#isSending) await backlog.keep()
    this.#arrived.resolve()
  }

  /** Sends until the signal is given; what is left is kept then. */
  async run(signal: AbortSignal): Promise<void> {
    const { database, backlog, clock } = this.#ports
    const stop = (): void => this.#arrived.resolve()
    signal.addEventListener('abort', stop)
    while (!signal.aborted) {
      this.#arrived = Promise.withResolvers<void>()
      const batch = await backlog.next()
      if (batch === undefined) {
        if (!signal.aborted) await this.#arrived.promise
        continue
      }
      this.#isSending = true
      const delivery = await database.send(batch.lines)
      this.#isSending = false
      if (delivery.kind === 'later') await clock.wait(await this.#failed(delivery), signal)
      else {
        this.#succeeded(delivery)
        await batch.done()
      }
    }
    signal.removeEventListener('abort', stop)
    await backlog.keep()
  }

  /** Milliseconds until the next attempt: each time twice as long, and another on each gateway. */
  async #failed({ why, patience }: Delivery): Promise<number> {
    this.#failures += 1
    this.#tell(`measurements wait: ${why}`)
    await this.#ports.backlog.keep()
    const pause = Math.min(PAUSE.least * 2 ** (this.#failures - 1), PAUSE.most)
    return Math.max(pause * (0.5 + this.#ports.random() / 2), patience) * 1000
  }

  #succeeded({ kind, why }: Delivery): void {
    if (kind === 'refused') this.#tell(`measurements are gone: ${why}`)
    else if (this.#failures > 0) this.#tell('measurements are taken again')
    else this.#said = ''
    this.#failures = 0
  }

  #tell(words: string): void {
    if (this.#said !== words) this.#ports.say(words)
    this.#said = words
  }
}
