import { assert, asyncProperty, constantFrom, double, nat } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TrustError } from '../../runner/core/trust/trust-error.ts'
import { MAX_BUNDLE_BYTES } from '../../schema/wire/bundle.ts'
import { canonicalBytes } from '../../schema/wire/canonical.ts'
import { LIMITS, TIMESTAMP } from '../../schema/wire/repository.ts'
import { tufKey } from '../../worker/release/metadata.ts'
import { customOf } from './network.ts'
import { refusalOf, signedOf, World } from './world.ts'

const FILES = [
  TIMESTAMP,
  'metadata/2.snapshot.json',
  'metadata/2.targets.json',
  'metadata/2.gateway.rlyeh.json',
  'metadata/2.root.json',
]

/** A gateway on release 1, and everything new: root, timestamp, snapshot, targets, its role. */
const everythingNew = async () => {
  const world = await World.begin()
  await world.poll()
  await world.rotate({ version: 2 })
  await world.release(2, { bundles: world.bundles(2, ['rlyeh']) })
  return world
}

/** Polls a fresh copy of the gateway while one file is served as these bytes. */
const pollWith = async (world: World, file: string, bytes: Uint8Array) => {
  const files = new Map(world.disk.files)
  world.intercept = path => (path === file ? { kind: 'found', bytes, etag: undefined } : undefined)
  try {
    return await world.poll()
  } finally {
    world.disk.files.clear()
    for (const [path, content] of files) world.disk.files.set(path, content)
  }
}

const text = (content: string) => new TextEncoder().encode(content)

describe('damaged metadata', () => {
  test('cut short anywhere is refused', async () => {
    const world = await everythingNew()
    await assert(
      asyncProperty(
        constantFrom(...FILES),
        double({ min: 0, max: 0.999, noNaN: true }),
        async (file, part) => {
          const whole = world.stored(file)
          const cut = whole.slice(0, Math.floor(whole.length * part))
          expect(await refusalOf(() => pollWith(world, file, cut))).toMatch(/unparseable|-mismatch/)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('with one flipped bit is refused, or says exactly the same', async () => {
    const world = await everythingNew()
    const { digest } = await pollWith(world, 'none', text(''))
    await assert(
      asyncProperty(constantFrom(...FILES), nat(100_000), nat(7), async (file, place, bit) => {
        const whole = world.stored(file)
        const flipped = whole.map((byte, at) => (at === place % whole.length ? byte ^ (1 << bit) : byte))
        const outcome = await pollWith(world, file, flipped).catch((error: Error) => error)
        // A hex digit of a signature in the other case is the same signature.
        const isSame = !(outcome instanceof Error) && outcome.digest === digest
        expect(isSame || outcome instanceof TrustError).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('metadata made to exhaust the gateway', () => {
  const refused = async (file: string, bytes: Uint8Array) => {
    const world = await everythingNew()
    return refusalOf(() => pollWith(world, file, bytes))
  }

  test('endless data, wherever it is served', async () => {
    for (const file of FILES)
      expect(await refused(file, new Uint8Array(LIMITS.targets + 1).fill(0x20))).toBe('too-large')
  })

  test('endless data from a source that does not keep its bounds', async () => {
    const world = await everythingNew()
    Object.assign(world.source, {
      get: async () => ({ kind: 'found', bytes: new Uint8Array(LIMITS.timestamp + 1), etag: undefined }),
    })
    expect(await refusalOf(() => world.poll())).toBe('too-large')
  })

  test('JSON nested thousands deep', async () => {
    expect(await refused(TIMESTAMP, text('['.repeat(8000) + ']'.repeat(8000)))).toBe('too-large')
    expect(await refused('metadata/2.root.json', text('{"a":'.repeat(80_000)))).toBe('too-large')
  })

  test('brackets in a string are not nesting', async () => {
    expect(await refused(TIMESTAMP, text(JSON.stringify({ signed: '[\\"'.repeat(100) })))).toBe('unparseable')
  })

  test('an object with tens of thousands of members', async () => {
    const members = Array.from({ length: 40_000 }, (_, at) => `"${at}":0`).join()
    expect(await refused('metadata/2.root.json', text(`{${members}}`))).toBe('too-large')
  })

  test('a root of thousands of keys, signed by nobody, costs no minutes before it is refused', async () => {
    const world = await everythingNew()
    const root = signedOf(world.stored('metadata/2.root.json'))
    const key = { keytype: '', scheme: '', keyval: { public: '' } }
    const keys = Object.fromEntries(Array.from({ length: 8000 }, (_, at) => [`k${at}`, key]))
    const hostile = text(JSON.stringify({ signatures: [], signed: { ...root, keys } }))
    const before = process.cpuUsage()
    expect(await refusalOf(() => pollWith(world, 'metadata/2.root.json', hostile))).toBe('below-threshold')
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(8)
  })

  test('a name that is to be a line of the log, signed with the stolen key, is a few words of one', async () => {
    const world = await everythingNew()
    const forged = `x\n\u001b[32mrelease 9 is in force${'!'.repeat(100_000)}`
    world.vouch(forged, 'metadata/2.targets.json', 1e21)
    const refused = await world.poll().catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'unparseable' })
    expect(String(refused)).toMatch(/^[ -~]{1,1100}$/)
  })

  test('a member called __proto__', async () => {
    const hostile = text('{"signed":{"\\u005f_proto__":{"version":9}},"signatures":[]}')
    expect(await refused(TIMESTAMP, hostile)).toBe('unparseable')
  })

  test('what is not JSON, not an object, not UTF-8, not metadata', async () => {
    for (const bytes of [
      text(''),
      text('null'),
      text('[]'),
      text('{}'),
      text('<html>'),
      new Uint8Array([0x22, 0xff]),
    ])
      expect(await refused(TIMESTAMP, bytes)).toBe('unparseable')
  })

  test('numbers and times that are none, signed with the stolen key', async () => {
    for (const change of [
      { version: 1.5 },
      { version: 0 },
      { version: -1 },
      { version: 2 ** 60 },
      { expires: '2036' },
      { expires: 'Tue, 01 Jan 2036 00:00:00 GMT' },
      { expires: 'never' },
      { meta: { 'snapshot.json': { version: 1.5 } } },
      { meta: { 'snapshot.json': { version: 2 ** 60 } } },
    ]) {
      const world = await World.begin()
      await world.poll()
      const { signed } = JSON.parse(new TextDecoder().decode(world.stored(TIMESTAMP)))
      const forged = { ...signed, version: 2, ...change }
      const signature = world.worker.sign(canonicalBytes(forged))
      const keyid = tufKey(world.worker.publicKey).keyid
      const signatures = [{ keyid, sig: Buffer.from(signature).toString('hex') }]
      world.store.objects.set(TIMESTAMP, text(JSON.stringify({ signed: forged, signatures })))
      expect(await refusalOf(() => world.poll())).toBe('unparseable')
    }
  })

  test('a bundle that its role says is endless', async () => {
    const world = await World.begin()
    await world.poll()
    world.replace('gateway.rlyeh.json', 1, signed => {
      const file = { length: MAX_BUNDLE_BYTES + 1, hashes: { sha256: '0'.repeat(64) }, custom: customOf(2) }
      signed['targets'] = { 'rlyeh/bundle.json': file }
    })
    expect(await refusalOf(() => world.refresh())).toBe('too-large')
  })
})
