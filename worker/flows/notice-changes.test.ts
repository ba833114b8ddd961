import { createPrivateKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeNetworkKeys, operatorSigner } from '../../cli/init/network-keys.ts'
import { operatorKeyLine } from '../../schema/operator-keys.ts'
import { ledgerInSqlite } from '../../test/fixtures/ledger-in-sqlite.ts'
import { MemoryStore } from '../adapters/memory-store.ts'
import type { Ports } from '../ports/ports.ts'
import { makeRoot, planOf, signRoot } from '../release/root.ts'
import { lastVisit, noticeChanges } from './notice-changes.ts'

const clock = { now: () => new Date('2026-03-01T12:00:00Z') }

const begun = async () => {
  const keys = makeNetworkKeys({ operators: 1, threshold: 1, now: clock.now() })
  const store = new MemoryStore()
  await store.put('metadata/1.root.json', keys.rootBytes, { kind: 'absent' })
  const { ledger } = ledgerInSqlite(clock)
  const log: string[] = []
  const visit = (operatorKeys = '', from: { get: MemoryStore['get'] } = store) =>
    noticeChanges({
      ledger,
      clock,
      operatorKeys,
      store: from,
      log: (line: string) => log.push(line),
    } as unknown as Ports)
  const noticed = () => ledger.audit.tail(9).map(({ what, detail }) => [what, JSON.parse(detail)])
  return { keys, store, ledger, visit, noticed, log }
}

test('another root in the store is written down once, and whether gateways take it', async () => {
  const { keys, store, visit, noticed } = await begun()
  await visit()
  await visit()
  expect(noticed()).toEqual([['root-noticed', { version: 1, sha256: keys.rootDigest, follows: true }]])
  const unsigned = makeRoot({ ...planOf(keys.rootBytes), version: 2 })
  await store.put('metadata/2.root.json', unsigned, { kind: 'absent' })
  await visit()
  expect(noticed().at(-1)).toMatchObject(['root-noticed', { version: 2, follows: false }])
  const signer = operatorSigner(createPrivateKey(keys.operatorKeys[0] ?? ''))
  store.objects.set('metadata/2.root.json', signRoot(unsigned, signer))
  const third = signRoot(makeRoot({ ...planOf(keys.rootBytes), version: 3 }), signer)
  await store.put('metadata/3.root.json', third, { kind: 'absent' })
  await visit()
  expect(noticed().at(-1)).toMatchObject(['root-noticed', { version: 3, follows: true }])
})

test('other operators in the settings are written down with their keys', async () => {
  const { visit, noticed } = await begun()
  const line = operatorKeyLine('alice', new Uint8Array(32).fill(5))
  await visit(line)
  await visit(line)
  await visit('')
  expect(noticed().filter(([what]) => what === 'operators-noticed')).toEqual([
    ['operators-noticed', { keys: [line] }],
    ['operators-noticed', { keys: [] }],
  ])
})

test('a store that fails keeps nobody from being visited', async () => {
  const { visit, ledger, log } = await begun()
  await visit('', { get: () => Promise.reject(new Error('R2 is away')) })
  expect(lastVisit({ ledger })).toBe(clock.now().getTime())
  expect(log).toEqual(['could not look for a new root: R2 is away'])
})
