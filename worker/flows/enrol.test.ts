import { beforeEach, describe, expect, test } from 'vitest'
import { decodeToken } from '../../schema/wire/token.ts'
import { ledgerInSqlite } from '../../test/fixtures/ledger-in-sqlite.ts'
import { person } from '../../test/fixtures/person.ts'
import { BARE_REFERENCE, publicKeys, testKeys } from '../../test/fixtures/reference.ts'
import { MemoryStore } from '../adapters/memory-store.ts'
import { ControlError } from '../control-error.ts'
import type { Ports } from '../ports/ports.ts'
import { enrol, issueToken } from './enrol.ts'

const MINUTE = 60_000
const keys = publicKeys(testKeys(70))
const others = publicKeys(testKeys(72))

describe('an enrolment token', () => {
  let now: number
  let ports: Ports

  beforeEach(async () => {
    now = Date.UTC(2026, 2, 1, 12)
    const clock = { now: () => new Date(now) }
    const store = new MemoryStore()
    await store.put('metadata/1.root.json', new Uint8Array([1]), { kind: 'absent' })
    ports = {
      network: 'miskatonic',
      address: 'https://control.test/v1/miskatonic',
      clock,
      store,
      ledger: ledgerInSqlite(clock).ledger,
      tree: {
        defaultBranch: async () => 'main',
        tip: async () => 'c'.repeat(40),
        topologyAt: async () => new Map([['topology.yaml', BARE_REFERENCE]]),
      },
    } as unknown as Ports
  })

  const secretFor = async (gateway: string) =>
    decodeToken(await issueToken(ports, gateway, person('alice'))).secret
  const shown = (gateway: string, secret: string, what = keys): string => {
    try {
      enrol(ports, { gateway, secret, keys: what })
      return 'enrolled'
    } catch (error) {
      if (!(error instanceof ControlError)) throw error
      return error.code
    }
  }
  const audit = () => ports.ledger.audit.tail(100).map(({ who, what }) => `${who} ${what}`)

  test('is good for an hour by the control plane’s clock, and not a moment longer', async () => {
    const [early, late] = [await secretFor('rlyeh'), await secretFor('ulthar')]
    now += 60 * MINUTE - 1
    expect(shown('rlyeh', early)).toBe('enrolled')
    now += 1
    expect(shown('ulthar', late)).toBe('token-not-good')
    now -= 2 * MINUTE
    expect(shown('rlyeh', early, others)).toBe('token-not-good')
  })

  test('shown again with the same keys is answered as before: the answer may have been lost', async () => {
    const secret = await secretFor('rlyeh')
    const enrolment = { gateway: 'rlyeh', secret, keys }
    const branch = enrol(ports, enrolment)
    now += 120 * MINUTE
    expect(enrol(ports, enrolment)).toBe(branch)
    expect(shown('rlyeh', secret, { ...keys, sign: others.sign })).toBe('token-not-good')
    expect(shown('ulthar', secret)).toBe('token-not-good')
    expect(audit().filter(entry => entry === 'rlyeh enrolled')).toHaveLength(1)
  })

  test('ends the one that was made for the same gateway before', async () => {
    const first = await secretFor('rlyeh')
    const second = await secretFor('rlyeh')
    expect(shown('rlyeh', first)).toBe('token-not-good')
    expect(shown('rlyeh', second)).toBe('enrolled')
    const third = await secretFor('rlyeh')
    expect(shown('rlyeh', second, others)).toBe('token-not-good')
    expect(shown('rlyeh', third)).toBe('enrolled')
  })

  test('is not used up by bad keys, nor by somebody who shows it for another gateway', async () => {
    const secret = await secretFor('rlyeh')
    expect(shown('rlyeh', secret, { ...keys, seal: keys.sign })).toBe('bad-key')
    expect(shown('ulthar', secret)).toBe('token-not-good')
    expect(shown('rlyeh', secret)).toBe('enrolled')
  })

  test('guessed ten thousand times: no key is looked at, and the log says so in a few words', async () => {
    const secret = await secretFor('rlyeh')
    for (let guess = 0; guess < 10_000; guess += 1) {
      now += 100
      // Keys that are none would be refused as such if anybody looked.
      expect(shown('rlyeh', String(guess).padStart(43, 'A'), { sign: '', seal: '' })).toBe('token-not-good')
    }
    expect(audit()).toEqual(['alice token-issued', 'unknown enrolment-refused', 'unknown enrolment-refused'])
    expect(ports.ledger.audit.tail(1)[0]?.detail).toBe('{"gateway":"rlyeh","before":5999}')
    expect(shown('rlyeh', secret)).toBe('enrolled')
  })
})
