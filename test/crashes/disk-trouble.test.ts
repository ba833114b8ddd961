import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHANGES } from './changes.ts'
import type { Moment, Mortal } from './mortal.ts'
import { rememberCurves } from './one-curve.ts'
import { type Facts, journalIn, outsideOf } from './promises.ts'
import { watch } from './watch.ts'

/** What a disk says, and of which calls: at one of them, or at all of them from one on. */
const TROUBLES = [
  { name: 'fails once', code: 'EIO', calls: /./, lasts: false },
  { name: 'is full', code: 'ENOSPC', calls: /^(create|write|mkdir)$/, lasts: true },
  { name: 'can only be read', code: 'EROFS', calls: /^(?!fsync)/, lasts: true },
] as const

let points = 0

beforeAll(rememberCurves)

/** Another file system than the one in trouble. */
const isElsewhere = (path: string): boolean => path.startsWith('/run/') || path.startsWith('/proc/')

/** Makes the disk say so from the nth of these calls on; gives how many there were. */
const hinder = (
  gateway: Mortal,
  { code, calls, lasts }: (typeof TROUBLES)[number],
  nth: number,
): (() => number) => {
  let seen = 0
  gateway.hinder = (call, path) => {
    if (isElsewhere(path) || !calls.test(call)) return
    const isIt = lasts ? seen >= nth : seen === nth
    seen += 1
    if (isIt) throw Object.assign(new Error(`${code}: ${call} '${path}'`), { code, syscall: call })
  }
  return () => seen
}

/** What of the live state is neither as it was nor as it is to be, by name, or which of both it is. */
const liveIn = (moment: Moment, { before, after }: Facts): string => {
  const of = (one: Moment): Record<string, unknown> => JSON.parse(outsideOf(one)).live
  const differs = (from: Moment): string[] =>
    Object.entries(of(moment)).flatMap(([name, value]) =>
      JSON.stringify(value) === JSON.stringify(of(from)[name]) ? [] : [name],
    )
  const [old, fresh] = [differs(before), differs(after)]
  if (old.length === 0) return 'old'
  return fresh.length === 0 ? 'new' : `not old: ${old.join(', ')}; not new: ${fresh.join(', ')}`
}

const mustBeTaken = (gateway: Mortal, { before, fresh, offered }: Facts): void => {
  const end = gateway.moment('the end')
  const { inForce, pending, interrupted, knownBad } = journalIn(end)
  expect({ inForce, pending, interrupted }).toEqual({ inForce: offered })
  expect(knownBad).toEqual(journalIn(before).knownBad)
  expect(outsideOf(end)).toBe(fresh)
}

const changes = CHANGES.filter(({ name }) => name.startsWith('everything at once'))

test.each(changes.flatMap(change => TROUBLES.map(trouble => ({ change, trouble }))))(
  'a disk that $trouble.name, at any call: the first turn after it takes the change, $change.name',
  async ({ change, trouble }) => {
    const { gateway, facts } = await watch(change)
    for (let nth = 0, isOver = false; !isOver; nth++) {
      gateway.become(facts.before)
      const seen = hinder(gateway, trouble, nth)
      for (let turn = 0; turn < 2; turn++) await gateway.run('once', false).catch(() => undefined)
      isOver = seen() <= nth
      // The starter reads files: with it nothing can be put right before the disk is.
      const live = change.name.endsWith('swanctl') ? liveIn(gateway.moment('now'), facts) : 'old'
      expect(`${nth}: ${live}`).toMatch(/: (old|new)$/)
      gateway.hinder = () => undefined
      await gateway.run('now', false)
      mustBeTaken(gateway, facts)
      points += 1
    }
  },
)

afterAll(() => {
  console.log(`a disk was in trouble from ${points} points on`)
})
