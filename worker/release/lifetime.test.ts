import { expect, test } from 'vitest'
import { expiryOf, isAging, LIFETIMES, type OnlineRole } from './lifetime.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const at = (milliseconds: number): Date => new Date(NOW.getTime() + milliseconds)

test('what was signed is good until half of its life is over, and what a clock that ran ahead signed is not', () => {
  for (const role of Object.keys(LIFETIMES) as OnlineRole[]) {
    const life = LIFETIMES[role]
    expect(isAging(role, expiryOf(role, NOW), NOW)).toBe(false)
    expect(isAging(role, expiryOf(role, NOW), at(life / 2 + 1))).toBe(true)
    expect(isAging(role, expiryOf(role, at(365 * 24 * 3600 * 1000)), NOW)).toBe(true)
    // Two machines do not agree to the second.
    expect(isAging(role, expiryOf(role, at(60_000)), NOW)).toBe(false)
  }
})
