import { type Death, deathsAt, die, keyOf } from './deaths.ts'
import type { Moment, Mortal } from './mortal.ts'
import { brokenWords } from './promised-to-people.ts'
import { brokenPromises, type Facts } from './promises.ts'

/** More stories of broken promises help nobody. */
const ENOUGH = 8

/** A gateway that dies in every way at every moment of a change. Two deaths that leave the very same are followed up once. */
export class DeathEverywhere {
  /** Deaths, each of a moment and a way to die there. */
  points = 0
  /** Those that left something that no death before had left. */
  distinct = 0
  /** Promises, each with the story of how it was broken. */
  readonly broken: string[] = []
  readonly #gateway: Mortal
  readonly #facts: Facts
  readonly #again: (key: string) => boolean
  readonly #seen = new Set<string>()

  /** `again` picks the recoveries that die in turn, by what the first death has left. */
  constructor(gateway: Mortal, facts: Facts, again: (key: string) => boolean) {
    this.#gateway = gateway
    this.#facts = facts
    this.#again = again
  }

  /** Dies at every one of these moments of a change. */
  async at(moments: readonly Moment[]): Promise<void> {
    for (const moment of moments) for (const death of deathsAt(moment)) await this.#dies(moment, death)
  }

  async #dies(moment: Moment, death: Death): Promise<void> {
    const dead = await this.#dead(moment, death, true)
    if (dead === undefined) return
    const story = `before ${moment.next}: ${death.how}`
    const diesAgain = this.#again(keyOf(dead, true))
    for (const next of await this.#recover(dead, death, story, diesAgain)) {
      const deaths = deathsAt(next)
      if (this.#isNew(`at ${next.program} ${keyOf(next, true)}`))
        for (const second of deaths) await this.#diesAgain(next, second, story)
      else this.points += deaths.length
    }
  }

  async #diesAgain(moment: Moment, death: Death, story: string): Promise<void> {
    const dead = await this.#dead(moment, death, false)
    if (dead === undefined) return
    await this.#recover(dead, death, `${story}; recovering, before ${moment.next}: ${death.how}`, false)
  }

  /** What a death leaves; undefined when that is known already. */
  async #dead(moment: Moment, death: Death, diesAgain: boolean): Promise<Moment | undefined> {
    if (this.broken.length >= ENOUGH) return undefined
    this.points += 1
    await die(this.#gateway, moment, death)
    const dead = this.#gateway.moment('dead')
    if (!this.#isNew(`${death.afterwards.join(' ')} ${keyOf(dead, diesAgain)}`)) return undefined
    this.distinct += 1
    return dead
  }

  /** Runs what comes after a death, looks at what it made of it, and returns the moments at which it could die in turn. */
  async #recover(
    dead: Moment,
    { afterwards }: Death,
    story: string,
    diesAgain: boolean,
  ): Promise<readonly Moment[]> {
    const moments: Moment[] = []
    for (const program of afterwards)
      try {
        moments.push(...(await this.#gateway.run(program, diesAgain)))
        const now = this.#gateway.moment('the end')
        const faults = [...brokenPromises(this.#facts, dead, now), ...brokenWords(this.#facts, dead, now)]
        for (const fault of faults) this.broken.push(`${story}: after ${program}, ${fault}`)
      } catch (error) {
        this.broken.push(`${story}: ${program} stopped with ${String(error)}`)
      }
    if (this.#isNew(`rest ${keyOf(this.#gateway.moment('the end'), false)}`)) await this.#rests(story)
    return moments
  }

  /** The turn after that has nothing to do: in particular it does not try again what failed. */
  async #rests(story: string): Promise<void> {
    const [first] = await this.#gateway.run('once', true)
    if (first?.next !== 'the end')
      this.broken.push(`${story}: it does not rest, but goes on with ${first?.next}`)
  }

  #isNew(key: string): boolean {
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    return true
  }
}
