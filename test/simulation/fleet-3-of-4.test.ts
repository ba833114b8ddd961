import { expect, test } from 'vitest'
import { endsInWords, fleetsOf } from './fleets.ts'

test('fleets with lost, late, doubled and forged messages and a Worker that dies keep every promise', async () => {
  const ends = await fleetsOf(3)
  console.log(`fleets, part 3 of 4: ${endsInWords(ends)}`)
  expect(ends).toBeDefined()
}, 3_600_000)
