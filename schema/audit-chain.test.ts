import { describe, expect, test } from 'vitest'
import {
  type AuditEntry,
  ChainError,
  EMPTY,
  followed,
  hashOf,
  mustReach,
  signedBytes,
} from './audit-chain.ts'
import { fromBase64, toBase64 } from './wire/base64.ts'
import { signingKey, verifies } from './wire/ed25519.ts'

const worker = signingKey(new Uint8Array(32).fill(9))
const thief = signingKey(new Uint8Array(32).fill(8))
const witness = {
  network: 'miskatonic',
  signed: (bytes: Uint8Array, signature: string) => verifies(bytes, fromBase64(signature), worker.publicKey),
}

const append = (log: readonly AuditEntry[], what: string, key = worker): AuditEntry[] => {
  const last = log.at(-1) ?? { ...EMPTY }
  const link = {
    number: last.number + 1,
    at: last.number,
    who: 'alice',
    what,
    detail: '{}',
    previous: last.hash,
  }
  const hash = hashOf(link)
  const signature = toBase64(key.sign(signedBytes('miskatonic', { number: link.number, hash })))
  return [...log, { ...link, hash, signature }]
}
const LOG = ['approved', 'release-started', 'release-completed', 'paused'].reduce<AuditEntry[]>(
  (log, what) => append(log, what),
  [],
)
const verdict = (entries: readonly AuditEntry[], noted = EMPTY): string => {
  try {
    const end = followed(EMPTY, entries, { ...witness, noted })
    mustReach(end, noted)
    return `whole to ${end.number}`
  } catch (error) {
    if (!(error instanceof ChainError)) throw error
    return `${error.code} at ${error.number}`
  }
}
const without = (number: number): AuditEntry[] => LOG.filter(entry => entry.number !== number)
const changed = (number: number, change: Partial<AuditEntry>): AuditEntry[] =>
  LOG.map(entry => (entry.number === number ? { ...entry, ...change } : entry))

describe('an audit log', () => {
  test('that nobody touched is whole, also from its middle', () => {
    expect(verdict(LOG)).toBe('whole to 4')
    const [, second] = LOG
    if (second === undefined) throw new Error('there is no second entry')
    expect(followed(second, LOG.slice(2), witness).number).toBe(4)
    expect(verdict(LOG, second)).toBe('whole to 4')
  })

  test.each(['at', 'who', 'what', 'detail'] as const)('with another %s in one entry', field => {
    expect(verdict(changed(2, { [field]: field === 'at' ? 77 : 'mallory' }))).toBe('changed at 2')
  })

  test('with an entry that was changed and hashed anew', () => {
    const [first] = LOG
    if (first === undefined) throw new Error('there is no first entry')
    const forged = { ...first, who: 'mallory' }
    expect(verdict([{ ...forged, hash: hashOf(forged) }, ...LOG.slice(1)])).toBe('foreign at 1')
  })

  test('with an entry taken out, and the rest numbered anew', () => {
    expect(verdict(without(2))).toBe('gap at 2')
    expect(verdict(without(1))).toBe('gap at 1')
    const renumbered = without(2).map((entry, index) => ({ ...entry, number: index + 1 }))
    expect(verdict(renumbered)).toBe('changed at 2')
  })

  test('with two entries in another order', () => {
    const [a, b, c, d] = LOG
    expect(verdict([a, c, b, d].flatMap(entry => (entry === undefined ? [] : [entry])))).toBe('gap at 2')
  })

  test('with an entry that another hand appended, chained as it should be', () => {
    expect(verdict(append(LOG, 'approved', thief))).toBe('foreign at 5')
  })

  test('whose end is that of another log, signed by the very key', () => {
    const other = append(append(append([], 'resumed'), 'resumed'), 'resumed')
    expect(verdict([...LOG.slice(0, 2), ...other.slice(2)])).toBe('unchained at 3')
  })

  test('of another network', () => {
    expect(() => followed(EMPTY, LOG, { ...witness, network: 'arkham' })).toThrow(ChainError)
  })

  test('that was written anew from the start with the very key, or cut off at its end: by what was noted', () => {
    const noted = LOG.at(-1)
    const anew = ['approved', 'paused', 'resumed', 'paused', 'resumed'].reduce<AuditEntry[]>(
      (log, what) => append(log, what),
      [],
    )
    expect(verdict(anew)).toBe('whole to 5')
    expect(verdict(anew, noted)).toBe('rewritten at 4')
    expect(verdict(without(4))).toBe('whole to 3')
    expect(verdict(without(4), noted)).toBe('cut-off at 4')
  })
})
