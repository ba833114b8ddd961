import { describe, expect, test } from 'vitest'
import { LossWord } from './operation.ts'

describe('the loss that a wave may have', () => {
  test('is a part of all packets, or off', () => {
    const read = ['1%', '0.5%', '0.25%', '12%', '100%', 'off'].map(text => LossWord.parse(text))
    expect(read).toEqual([0.01, 0.005, 0.0025, 0.12, 1, 'off'])
  })

  test('is no count, and never so little that one packet halts everything', () => {
    for (const text of ['1', '0%', '0.0%', '0.125%', '101%', '-1%', '1e1%', ' 1%', 'Off', ''])
      expect([text, LossWord.safeParse(text).success]).toEqual([text, false])
    expect(LossWord.safeParse(1).success).toBe(false)
  })
})
