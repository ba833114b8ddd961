import { assert, constantFrom, nat, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type StampedFiles, stampBytes, stampedTarget } from './stamp.ts'
import type { TrustedTarget } from './trusted.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const files: StampedFiles = {
  root: bytes('root'),
  timestamp: bytes('timestamp'),
  snapshot: bytes('snapshot'),
  targets: bytes('targets'),
  gateway: bytes('gateway'),
  etag: '"1"',
}
const by = { network: 'miskatonic', gateway: 'rlyeh', runner: '1.2.3' }
const custom = { release: 7, commit: 'c'.repeat(40), plan: 'a'.repeat(64) }
const proven = { network: by.network, gateway: by.gateway, digest: 'd'.repeat(64), length: 99, custom }
const until = new Date('2026-03-02T12:00:00Z')
const stamp = stampBytes(files, by, { target: proven as TrustedTarget, until })
const before = new Date(until.getTime() - 1)

describe('a stamp', () => {
  test('says what was proven, until the first role expires and not a moment longer', () => {
    expect(stampedTarget(stamp, files, by, before)).toEqual(proven)
    expect(stampedTarget(stamp, files, by, until)).toBeUndefined()
    expect(stampedTarget(stamp, files, by, new Date(Number.NaN))).toBeUndefined()
  })

  test.each(['root', 'timestamp', 'snapshot', 'targets', 'gateway', 'etag'] as const)(
    'does not fit another %s, nor none',
    file => {
      for (const changed of [file === 'etag' ? '"2"' : bytes('other'), undefined])
        expect(stampedTarget(stamp, { ...files, [file]: changed }, by, before)).toBeUndefined()
    },
  )

  test('does not fit two files that changed places', () => {
    const swapped = { ...files, targets: files.gateway, gateway: files.targets }
    expect(stampedTarget(stamp, swapped, by, before)).toBeUndefined()
  })

  test.each(['network', 'gateway', 'runner'] as const)('of another %s is worth nothing', whose => {
    expect(stampedTarget(stamp, files, { ...by, [whose]: 'other' }, before)).toBeUndefined()
  })

  test('with a flipped bit is worth nothing, wherever it is', () =>
    assert(
      property(nat(stamp.length - 1), constantFrom(0, 1, 2, 3, 4, 5, 6, 7), (place, bit) => {
        const flipped = stamp.map((byte, at) => (at === place ? byte ^ (1 << bit) : byte))
        expect(stampedTarget(flipped, files, by, before)).toBeUndefined()
      }),
      { numRuns: 500 },
    ))

  test('that was made longer on purpose is not even read', () => {
    const long = new Uint8Array(5000)
    long.set(stamp)
    expect(stampedTarget(long, files, by, before)).toBeUndefined()
  })
})
