import { expect, test } from 'vitest'
import { EMPTY, followed } from '../../../schema/audit-chain.ts'
import { fromBase64 } from '../../../schema/wire/base64.ts'
import { publicKeyOf, verifies } from '../../../schema/wire/ed25519.ts'
import { ledgerInSqlite } from '../../../test/fixtures/ledger-in-sqlite.ts'

const begun = () => {
  const world = ledgerInSqlite({ now: () => new Date(0) })
  for (const what of ['approved', 'release-started', 'paused'])
    world.ledger.audit.append({ at: 7, who: 'alice', what, detail: { what } })
  return world
}

test('entries are chained and signed as they are written, and read in pages', () => {
  const { ledger, workerSeed } = begun()
  const key = publicKeyOf(fromBase64(workerSeed))
  const witness = {
    network: 'miskatonic',
    signed: (bytes: Uint8Array, signature: string) => verifies(bytes, fromBase64(signature), key),
  }
  const head = followed(EMPTY, ledger.audit.after(0, 2), witness)
  expect(head.number).toBe(2)
  expect(followed(head, ledger.audit.after(2, 2), witness)).toMatchObject({ number: 3 })
  expect(ledger.audit.after(3, 2)).toEqual([])
})

test('the database itself refuses to change or to forget an entry', () => {
  const { database, ledger } = begun()
  const before = ledger.audit.tail(9)
  for (const text of ['UPDATE audit SET who = ? WHERE number = 2', 'DELETE FROM audit WHERE who <> ?'])
    expect(() => database.prepare(text).run('mallory')).toThrow('the audit log only grows')
  expect(ledger.audit.tail(9)).toEqual(before)
})

test('an entry goes with the work that it speaks of, or neither is kept', () => {
  const { ledger } = begun()
  const work = (): void => {
    ledger.audit.append({ at: 8, who: 'alice', what: 'resumed', detail: {} })
    throw new Error('the work failed')
  }
  expect(() => ledger.together(work)).toThrow('the work failed')
  expect(ledger.audit.tail(1)[0]?.what).toBe('paused')
})

test('a nonce is taken once while it counts, and forgotten afterwards', () => {
  const { ledger, database } = begun()
  expect(ledger.onlyOnce('one', 100, 200)).toBe(true)
  expect(ledger.onlyOnce('one', 150, 200)).toBe(false)
  expect(ledger.onlyOnce('two', 201, 300)).toBe(true)
  expect(database.prepare('SELECT nonce FROM nonces').all()).toHaveLength(1)
})
