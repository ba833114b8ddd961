import { createServer } from 'node:net'
import {
  assert,
  asyncProperty,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  property,
  string,
  uint8Array,
} from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { httpsStore } from '../../runner/adapters/store-https.ts'
import { trustBundle } from '../../runner/core/trust/bundle.ts'
import { ifTrusted } from '../../runner/core/trust/chain.ts'
import { delegationsFor } from '../../runner/core/trust/delegations.ts'
import { parseRoot, parseSnapshot, parseTargets, parseTimestamp } from '../../runner/core/trust/metadata.ts'
import { TUF_POLICY } from '../../runner/core/trust/policy.ts'
import { publicKeyOf } from '../../runner/core/trust/public-key.ts'
import { heldRoot } from '../../runner/core/trust/root.ts'
import { stampedTarget } from '../../runner/core/trust/stamp.ts'
import type { TrustedTarget } from '../../runner/core/trust/trusted.ts'
import { SourceError } from '../../runner/ports/source.ts'
import { newKey } from './conformance-keys.ts'
import { Repository } from './conformance-repository.ts'

/** A modest count each time; `CYGNET_FUZZ=1000000` for a night. */
const numRuns = Number(process.env['CYGNET_FUZZ'] ?? 300)
vi.setConfig({ testTimeout: Math.max(60_000, numRuns * 20) })

const repository = new Repository()
repository.delegate('targets', 'A', { paths: ['*', 'a/*'] })
repository.addArtifact('targets', 'a', 'content')
repository.publish('targets', 'snapshot', 'timestamp')
const genuine = ['root', 'timestamp', 'snapshot', 'targets'].map(role => repository.newest(role))

/** Genuine bytes, changed at one place, cut or grown: what random bytes never reach. */
const mutated = oneof(
  uint8Array({ maxLength: 400 }),
  jsonValue({ maxDepth: 6 }).map(value => Buffer.from(JSON.stringify(value))),
  constantFrom(...genuine).chain(whole =>
    uint8Array({ maxLength: 12 }).chain(patch =>
      uint8Array({ minLength: 3, maxLength: 3 }).map(([high = 0, low = 0, cut = 0]) => {
        const at = ((high << 8) | low) % whole.length
        return Buffer.concat([whole.subarray(0, at), patch, whole.subarray(at + (cut % 16))])
      }),
    ),
  ),
  constantFrom(...genuine).chain(whole =>
    dictionary(
      constantFrom('version', 'expires', 'keys', 'roles', 'meta', 'targets', 'delegations'),
      jsonValue(),
    ).map(change => {
      const { signed, ...rest }: { signed: object } = JSON.parse(Buffer.from(whole).toString())
      return Buffer.from(JSON.stringify({ ...rest, signed: { ...signed, ...change } }))
    }),
  ),
)

/** Runs a parser; anything but a result or a `TrustError` fails the test. */
const parsers: readonly [name: string, parse: (bytes: Uint8Array) => unknown][] = [
  ['root', bytes => parseRoot(bytes)],
  ['root that is held', bytes => heldRoot(bytes, TUF_POLICY)],
  ['timestamp', bytes => parseTimestamp(bytes)],
  ['snapshot', bytes => parseSnapshot(bytes)],
  ['targets', bytes => parseTargets('targets', bytes)],
]

describe('bytes from anywhere', () => {
  test.each(parsers)('as %s are parsed or refused, never anything else', (_, parse) => {
    expect(() =>
      assert(
        property(mutated, bytes => void ifTrusted(() => parse(bytes))),
        { numRuns },
      ),
    ).not.toThrow()
  })

  test('as delegations lead to roles or to nobody', () => {
    const holds = property(mutated, string(), (bytes, path) => {
      const parsed = ifTrusted(() => parseTargets('targets', bytes))
      const found = parsed ? delegationsFor({ ...parsed, bytes, policy: TUF_POLICY } as never, path) : []
      expect(found.every(({ role }) => typeof role === 'string')).toBe(true)
    })
    expect(() => assert(holds, { numRuns })).not.toThrow()
  })

  test('as a bundle are never what was signed for', () => {
    const target = { digest: 'f'.repeat(64), length: 4 } as TrustedTarget
    const identity = { network: 'miskatonic', gateway: 'rlyeh' }
    const holds = property(uint8Array({ maxLength: 8 }), bytes => {
      expect(() => trustBundle(bytes, target, identity)).toThrow(
        expect.objectContaining({ code: 'bundle-hash' }),
      )
    })
    expect(() => assert(holds, { numRuns })).not.toThrow()
  })

  test('as a stamp are worth nothing', () => {
    const nothing = undefined
    const files = {
      root: nothing,
      timestamp: nothing,
      snapshot: nothing,
      targets: nothing,
      gateway: nothing,
      etag: '"1"',
    }
    const by = { network: 'miskatonic', gateway: 'rlyeh', runner: '1' }
    const text = string().map(words => Buffer.from(`${'0'.repeat(64)} ${JSON.stringify({ until: words })}\n`))
    const holds = property(oneof(uint8Array(), mutated, text), bytes => {
      expect(stampedTarget(bytes, files, by, new Date(0))).toBeUndefined()
    })
    expect(() => assert(holds, { numRuns })).not.toThrow()
  })

  test('as keys and signatures do not count', () => {
    const { json } = newKey('ecdsa')
    const pem = String(JSON.parse(JSON.stringify(json)).keyval.public)
    const words = oneof(
      string(),
      string().map(noise => pem.replace('MF', noise)),
      constantFrom(pem),
    )
    const types = constantFrom('ed25519', 'ecdsa', 'rsa', '__proto__', 'toString')
    const schemes = constantFrom(
      'ed25519',
      'ecdsa-sha2-nistp256',
      'rsassa-pss-sha256',
      'rsa-pkcs1v15-sha256',
      '',
    )
    const holds = property(types, schemes, words, string(), (keyType, scheme, value, signature) => {
      const key = publicKeyOf({ keyType, scheme, keyVal: { public: value } } as never, TUF_POLICY)
      expect(key?.verifies(Buffer.from('message'), signature) ?? false).toBe(false)
    })
    expect(() => assert(holds, { numRuns })).not.toThrow()
  })
})

test('bytes from anywhere as an answer of a web server: an object within its bounds, or a word for what is wrong', async () => {
  let answer: Uint8Array = new Uint8Array()
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(answer))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const source = httpsStore(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
  const line = constantFrom(
    'HTTP/1.1 200 OK',
    'HTTP/1.1 304 Not Modified',
    'HTTP/1.0 301 x',
    'HTTP/1.1 999 x',
    'FTP',
  )
  const header = constantFrom(
    'Content-Length: 3',
    'Content-Length: -1',
    'Content-Length: 99999999999',
    'Transfer-Encoding: chunked',
    'Location: http://192.0.2.1/',
    'Location: \u0000',
    'ETag: "x"',
    ': no name',
  )
  const answers = oneof(
    uint8Array({ maxLength: 200 }),
    line.chain(first =>
      header.chain(second =>
        uint8Array({ maxLength: 40 }).map(body =>
          Buffer.concat([Buffer.from(`${first}\r\n${second}\r\n\r\n`), body]),
        ),
      ),
    ),
  )
  const holds = asyncProperty(answers, async bytes => {
    answer = bytes
    const fetched = await source.get('x', { bytes: 16, seconds: 5 }).catch((error: unknown) => error)
    const isSmall = !(fetched instanceof Error) && JSON.stringify(fetched).length < 400
    expect(isSmall || fetched instanceof SourceError).toBe(true)
  })
  await expect(assert(holds, { numRuns })).resolves.toBeUndefined()
})
