import { expect, test } from 'vitest'
import { MemoryStore } from '../../adapters/memory-store.ts'
import { publishRevocations } from './publish-revocations.ts'

const list = (fill: number) => ({ name: 'ca.crl', der: new Uint8Array(8).fill(fill) })

test('the newest list of the branch is the one that clients get', async () => {
  const store = new MemoryStore()
  await publishRevocations(store, [list(1)])
  await publishRevocations(store, [list(2)])
  await publishRevocations(store, [list(2)])
  expect((await store.get('pki/ca.crl'))?.bytes).toEqual(list(2).der)
})
