import type { Measurement, Measurements } from '../../ports/measurements.ts'

/** Takes measurements until it is stopped, which keeps or takes back what has to be. */
export interface Outlet extends Measurements {
  stop(): Promise<void>
}

/** Measurements that wait for whoever takes them: five minutes. What is older goes. */
const WAITING = 30

/**
 * One outlet after another. What is measured is handed on in order, and nobody waits for whoever takes it; the next begins when the one
 * before has stopped, since both may want the same port. What goes wrong is said once, until it goes well.
 */
export class Outlets {
  readonly #say: (line: string) => void
  readonly #waiting: Measurement[] = []
  #now: Promise<Outlet | undefined> = Promise.resolve(undefined)
  #busy = false
  #said = ''

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  /** From now on this one takes them; none where undefined. */
  follow(begin: (() => Promise<Outlet>) | undefined): void {
    if (begin === undefined) this.#waiting.length = 0
    this.#now = this.#now
      .then(async old => await old?.stop())
      .catch(this.#complain.bind(this))
      .then(async () => await begin?.())
      .catch(this.#complain.bind(this))
  }

  tell(measurement: Measurement): void {
    this.#waiting.push(measurement)
    if (this.#waiting.length > WAITING) this.#waiting.shift()
    if (!this.#busy) void this.#drain()
  }

  async #drain(): Promise<void> {
    this.#busy = true
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      try {
        await (await this.#now)?.take(next)
        this.#said = ''
      } catch (error) {
        this.#complain(error)
      }
    this.#busy = false
  }

  #complain(error: unknown): undefined {
    const words = error instanceof Error ? error.message : String(error)
    if (words !== this.#said) this.#say(`measurements: ${words}`)
    this.#said = words
    return undefined
  }
}
