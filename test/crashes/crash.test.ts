import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { saveJournal } from '../../runner/flows/journal-file.ts'
import { once } from '../../runner/flows/once.ts'
import { beginRlyeh, TUNNEL } from '../fixtures/rlyeh-in-memory.ts'
import { CHANGES, type Change } from './changes.ts'
import { DeathEverywhere } from './death-everywhere.ts'
import { type Moment, Mortal } from './mortal.ts'
import { rememberCurves } from './one-curve.ts'
import { type Facts, journalIn, outsideOf, versionsIn } from './promises.ts'

/** By whichever daemon, every recovery from this change dies again at every point of it. */
const THOROUGH = /^tunnel changed/

/** Of the other changes' recoveries, one in so many: which, follows from what the death has left. */
const ONE_IN = 64

const BAD = { digest: 'bad0'.repeat(16), release: 1 }
const all = { operations: 0, points: 0, distinct: 0, broken: 0 }

beforeAll(rememberCurves)

/** A gateway before a change, every moment of the change, and what is known of it. */
const watch = async ({
  before,
  to,
}: Change): Promise<{ gateway: Mortal; moments: readonly Moment[]; facts: Facts }> => {
  const rlyeh = await beginRlyeh(before[0] ?? to)
  const { world, host } = rlyeh
  await saveJournal(world.disk, 'test', { cygnet: 1, knownBad: [BAD], originals: {} })
  host.up.add(TUNNEL).add('rlyeh-leng/containers-plateau')
  for (const [index, bundles] of before.entries()) {
    if (index > 0) await world.release(index + 2, { bundles: [...bundles] })
    expect((await once(rlyeh.gateway)).trouble).toBeUndefined()
  }
  if (before.length > 0) await world.release(before.length + 2, { bundles: [...to] })
  world.disk.calls.sync()
  const gateway = new Mortal(rlyeh)
  const first = gateway.moment('the beginning')
  gateway.become(first)
  const moments = await gateway.run('once', true)
  const last = gateway.moment('the end')
  const offered = journalIn(last).inForce
  if (offered === undefined) throw new Error('the change was not taken')
  const [old, fresh] = [outsideOf(first), outsideOf(last)]
  return { gateway, moments, facts: { before: first, old, fresh, offered, trusted: versionsIn(last) } }
}

test.each(CHANGES)(
  'a runner that dies in a change leaves the old or the new: $name',
  async change => {
    const { gateway, moments, facts } = await watch(change)
    expect(facts.fresh).not.toEqual(facts.old)
    const isPicked = (key: string): boolean => Buffer.from(key, 'base64').readUInt32BE() % ONE_IN === 0
    const death = new DeathEverywhere(gateway, facts, THOROUGH.test(change.name) ? () => true : isPicked)
    await death.at(moments)
    all.operations += moments.length - 1
    all.points += death.points
    all.distinct += death.distinct
    all.broken += death.broken.length
    expect(death.broken).toEqual([])
    expect(death.points).toBeGreaterThan(4 * moments.length)
  },
  600_000,
)

afterAll(() => {
  vi.restoreAllMocks()
  const { operations, points, distinct, broken } = all
  console.log(
    `${CHANGES.length} changes of ${operations} operations: died at ${points} points, ${distinct} of them different; ${broken} promises broken`,
  )
})
