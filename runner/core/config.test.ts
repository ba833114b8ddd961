import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const read = (more: object) => {
  const config = { network: 'miskatonic', gateway: 'rlyeh', source: 'file:///srv/repository', ...more }
  return readConfig(new TextEncoder().encode(JSON.stringify(config)))
}

test('a new runner has between a minute and an hour to report, where the file says', () => {
  expect(read({}).settleWithin).toBeUndefined()
  expect(read({ settleWithin: 60 }).settleWithin).toBe(60)
  for (const settleWithin of [0, 59, 90.5, 3601, '120'])
    expect(() => read({ settleWithin })).toThrow(/^settleWithin: /)
})

test('a member that nobody knows is refused by name', () => {
  expect(() => read({ setleWithin: 60 })).toThrow(/setleWithin/)
})
