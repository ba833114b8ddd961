import { describe, expect, test } from 'vitest'
import { chooseGeneration } from './choose-generation.ts'
import { emptyJournal, type Journal, type Released } from './journal.ts'
import { isHeldBack, KEPT, withInForce } from './kept.ts'
import { RollbackError, type RollbackErrorCode } from './rollback-error.ts'

const generation = (release: number): Released => ({ digest: `${release % 10}a`.repeat(32), release })
const pendingOf = (released: Released, rollback: boolean): NonNullable<Journal['pending']> => ({
  ...released,
  phase: 'decided',
  boot: 'boot-1',
  until: '2026-03-01T12:01:30.000Z',
  before: { up: [], answered: true },
  ...(rollback && { rollback: true }),
  decided: `2026-03-0${(released.release % 9) + 1}T12:00:00.000Z`,
})
const committed = (journal: Journal, released: Released, rollback = false): Journal =>
  withInForce({ ...journal, pending: pendingOf(released, rollback) }, released)
/** Releases that were committed one after the other. */
const after = (...releases: number[]): Journal =>
  releases.map(generation).reduce((journal, one) => committed(journal, one), emptyJournal)
const back = (journal: Journal, wanted?: string): Journal =>
  committed(journal, chooseGeneration(journal, wanted), true)

const refusal = (journal: Journal, wanted?: string): RollbackErrorCode | undefined => {
  try {
    chooseGeneration(journal, wanted)
  } catch (error) {
    if (error instanceof RollbackError) return error.code
    throw error
  }
  return undefined
}

describe('generations that are kept', () => {
  test('are the last five that were in force, the newest first, with the time of their decision', () => {
    const journal = after(1, 2, 3, 4, 5, 6, 7)
    expect(journal.earlier?.map(({ release }) => release)).toEqual([6, 5, 4, 3, 2])
    expect(journal.earlier).toHaveLength(KEPT)
    expect(journal.earlier?.[0]?.decided).toBe('2026-03-07T12:00:00.000Z')
    expect(journal.since).toBe('2026-03-08T12:00:00.000Z')
  })

  test('hold no bundle twice when a network goes back to an old one under a new number', () => {
    const old = { ...generation(2), release: 9 }
    const journal = committed(after(1, 2, 3), old)
    expect(journal.earlier?.map(({ release }) => release)).toEqual([3, 1])
  })
})

describe('a person who goes back', () => {
  test('comes to the generation before, and with the next step to the one before that', () => {
    const once = back(after(1, 2, 3))
    expect(once.inForce?.release).toBe(2)
    expect(back(once).inForce?.release).toBe(1)
  })

  test('never comes by default to what was gone back from, also after a newer release', () => {
    const journal = committed(back(after(1, 2, 3)), generation(4))
    expect(chooseGeneration(journal, undefined).release).toBe(2)
  })

  test('names a release, a digest, or its beginning', () => {
    const journal = after(1, 2, 3)
    expect(chooseGeneration(journal, '1')).toEqual(generation(1))
    expect(chooseGeneration(journal, generation(1).digest)).toEqual(generation(1))
    expect(chooseGeneration(journal, '1a1a1a1a1a1a')).toEqual(generation(1))
  })

  test('is told when that is not possible, and what is', () => {
    expect(refusal(emptyJournal)).toBe('nothing-earlier')
    expect(refusal(after(1))).toBe('nothing-earlier')
    expect(refusal(back(after(1, 2)))).toBe('nothing-earlier')
    expect(refusal(after(1, 2), '2')).toBe('in-force')
    expect(refusal(after(1, 2), '7')).toBe('unknown')
    expect(refusal(after(1, 2), '1a1a')).toBe('unknown')
    const namesakes = [
      { digest: '12345678'.repeat(8), release: 1 },
      { digest: 'b'.repeat(64), release: 12_345_678 },
    ]
    expect(refusal({ ...after(2), earlier: namesakes }, '12345678')).toBe('ambiguous')
    expect(refusal({ ...after(1, 2), pending: pendingOf(generation(3), false) })).toBe('under-way')
  })
})

describe('what was gone back from', () => {
  test('is not applied again, and something newer is', () => {
    const journal = back(after(1, 2, 3))
    expect(journal.rolledBack).toEqual(generation(3))
    expect(isHeldBack(journal, generation(3))).toBe(true)
    expect(isHeldBack(journal, generation(4))).toBe(false)
    expect(committed(journal, generation(4)).rolledBack).toBeUndefined()
  })

  test('stays held back after a second step back, and on the way up to something older', () => {
    const twice = back(back(after(1, 2, 3)))
    expect(twice.rolledBack).toEqual(generation(3))
    expect(back(twice, '2').rolledBack).toEqual(generation(3))
  })

  test('is free again when a person goes to it', () => {
    expect(back(back(after(1, 2, 3)), '3').rolledBack).toBeUndefined()
  })
})
