import { expect, test } from 'vitest'
import { fleetsOf, USUAL } from './fleets.ts'

test('fleets with lost, late, doubled and forged messages and a Worker that dies keep every promise', async () => {
  const ends = await fleetsOf(4)
  expect([...ends.keys()]).toEqual(expect.arrayContaining(USUAL))
})
