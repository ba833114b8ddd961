import { expect, test } from 'vitest'
import { readJournalEntry } from './journal-entry.ts'

test('an entry is a message and its time in milliseconds', () => {
  const line = '{"__CURSOR":"s=1","MESSAGE":"charon has died","__REALTIME_TIMESTAMP":"1795688053681234"}'
  expect(readJournalEntry(line)).toEqual({ message: 'charon has died', at: 1795688053681 })
})

test.each([
  ['no JSON', 'charon has died'],
  ['bytes', '{"MESSAGE":[1,2],"__REALTIME_TIMESTAMP":"1"}'],
  ['a message without a time', '{"MESSAGE":"x"}'],
  ['a time that is none', '{"MESSAGE":"x","__REALTIME_TIMESTAMP":"-1"}'],
  ['null', 'null'],
])('%s is none', (_, line) => {
  expect(readJournalEntry(line)).toBeUndefined()
})
