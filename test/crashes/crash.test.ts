import { expect, test } from 'vitest'
import { saveJournal } from '../../runner/flows/journal-file.ts'
import { once } from '../../runner/flows/once.ts'
import { beginRlyeh, TUNNEL } from '../fixtures/rlyeh-in-memory.ts'
import { CHANGES, type Change } from './changes.ts'
import { type Death, deathsAt, die, keyOf } from './deaths.ts'
import { type Moment, Mortal } from './mortal.ts'
import { brokenPromises, type Facts, journalIn, outsideOf, versionsIn } from './promises.ts'

const BAD = { digest: 'bad0'.repeat(16), release: 1 }

/** A gateway on which everything before a change is in force, and everything of the change is known. */
const begin = async ({ before, to }: Change) => {
  const rlyeh = await beginRlyeh(before[0] ?? to)
  const { world, host, gateway } = rlyeh
  await saveJournal(world.disk, 'test', { cygnet: 1, knownBad: [BAD], originals: {} })
  host.up.add(TUNNEL).add('rlyeh-leng/plateau-containers').add('rlyeh-leng/containers-plateau')
  for (const [index, bundles] of before.entries()) {
    if (index > 0) await world.release(index + 2, { bundles: [...bundles] })
    expect((await once(gateway)).trouble).toBeUndefined()
  }
  if (before.length > 0) await world.release(before.length + 2, { bundles: [...to] })
  world.disk.calls.sync()
  const mortal = new Mortal(rlyeh)
  const first = mortal.moment('the beginning')
  mortal.become(first)
  const moments = await mortal.run('once')
  const last = mortal.moment('the end')
  const offered = journalIn(last).inForce
  if (offered === undefined) throw new Error('the change was not taken')
  const facts: Facts = {
    before: first,
    old: outsideOf(first),
    fresh: outsideOf(last),
    offered,
    trusted: versionsIn(last),
  }
  return { mortal, moments, facts }
}

class Suite {
  points = 0
  distinct = 0
  readonly faults: string[] = []
  readonly #seen = new Set<string>()
  readonly mortal: Mortal
  readonly facts: Facts
  constructor(mortal: Mortal, facts: Facts) {
    this.mortal = mortal
    this.facts = facts
  }

  async dieEverywhere(moments: readonly Moment[], story: string, depth: number): Promise<void> {
    for (const moment of moments)
      for (const death of deathsAt(moment)) {
        this.points += 1
        await die(this.mortal, moment, death)
        const dead = this.mortal.moment('dead')
        const key = `${death.then.join(' ')} ${keyOf(dead)}`
        if (this.#seen.has(key)) continue
        this.#seen.add(key)
        this.distinct += 1
        const told = `${story}, before ${moment.next} ${death.how}`
        const after = await this.recover(dead, death, told)
        if (depth > 1) await this.dieEverywhere(after, told, depth - 1)
      }
  }

  async recover(dead: Moment, death: Death, story: string): Promise<readonly Moment[]> {
    const after: Moment[] = []
    for (const program of death.then) {
      after.push(
        ...(await this.mortal.run(program).catch((error: unknown) => {
          this.faults.push(`${story}: ${program}: ${String(error)}`)
          return []
        })),
      )
      for (const fault of brokenPromises(this.facts, dead, this.mortal.moment('the end')))
        this.faults.push(`${story}: after ${program}: ${fault}`)
    }
    return after
  }
}

test.each(CHANGES)(
  '$name',
  async change => {
    const t0 = performance.now()
    const { mortal, moments, facts } = await begin(change)
    expect(facts.fresh).not.toEqual(facts.old)
    const suite = new Suite(mortal, facts)
    await suite.dieEverywhere(moments, change.name, Number(process.env['DEPTH'] ?? 1))
    console.log(
      change.name,
      moments.length,
      suite.points,
      suite.distinct,
      Math.round(performance.now() - t0),
      suite.faults.length,
    )
    expect(suite.faults.slice(0, 5)).toEqual([])
  },
  600_000,
)
