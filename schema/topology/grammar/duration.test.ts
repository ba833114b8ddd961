import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, parseDuration } from './duration.ts'

test('seconds, minutes, hours, days', () => {
  expect(['30s', '5m', '4h', '1d', '0s'].map(parseDuration)).toEqual([30, 300, 14_400, 86_400, 0])
})

test.each(['1.5h', '90', '4 h', '-1s', '1w', '01h', '1H', 's', '', '1h30m', '99999999s', '4h\n'])(
  '%j is no duration: strongSwan would reject it or read it otherwise',
  text => {
    expect(parseDuration(text)).toBeUndefined()
  },
)

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999 }), seconds => {
      expect(parseDuration(formatDuration(seconds))).toBe(seconds)
    }),
  )
})
