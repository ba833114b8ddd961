import { expect, test } from 'vitest'
import { journalHappenings } from './happenings-journal.ts'

test('a journalctl that keeps ending is begun again less and less often', async () => {
  const over = new AbortController()
  const waits: number[] = []
  const clock = {
    elapsed: () => waits.reduce((sum, wait) => sum + wait, 0),
    wait: async (milliseconds: number) => {
      if (waits.push(milliseconds) === 7) over.abort()
      await Promise.resolve()
    },
  }
  await journalHappenings(clock, ['false']).follow('ipsec.conf', () => undefined, over.signal)
  expect(waits.map(wait => wait / 1000)).toEqual([1, 2, 4, 8, 16, 32, 60])
})
