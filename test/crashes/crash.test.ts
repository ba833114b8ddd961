import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHANGES } from './changes.ts'
import { DeathEverywhere } from './death-everywhere.ts'
import { rememberCurves } from './one-curve.ts'
import { watch } from './watch.ts'

/** By whichever daemon, every recovery from this change dies again at every point of it. */
const THOROUGH = /^tunnel changed/

/** Of the other changes' recoveries, one in so many: which, follows from what the death has left. The soak leaves none out. */
const ONE_IN = Number(process.env['CRASHES_ONE_IN'] ?? '128')

const all = { operations: 0, points: 0, distinct: 0, broken: 0 }

beforeAll(rememberCurves)

test.each(CHANGES)('a runner that dies in a change leaves the old or the new: $name', async change => {
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
  expect(death.points).toBeGreaterThan(3 * moments.length)
})

afterAll(() => {
  const { operations, points, distinct, broken } = all
  console.log(
    `${CHANGES.length} changes of ${operations} operations: died at ${points} points, ${distinct} of them different; ${broken} promises broken`,
  )
})
