import * as fc from 'fast-check'
import { trustAnchor } from '../../../runner/core/trust/anchor.ts'
import { artifactIn } from '../../../runner/core/trust/artifact.ts'
import { trustBundle } from '../../../runner/core/trust/bundle.ts'
import { heldTarget, ifTrusted } from '../../../runner/core/trust/chain.ts'
import { delegationsFor } from '../../../runner/core/trust/delegations.ts'
import {
  parseRoot,
  parseSnapshot,
  parseTargets,
  parseTimestamp,
} from '../../../runner/core/trust/metadata.ts'
import { artifactFile, artifactPath, segmentOf } from '../../../runner/core/trust/object-names.ts'
import { matchesPattern } from '../../../runner/core/trust/path-pattern.ts'
import { GATEWAY_POLICY, TUF_POLICY } from '../../../runner/core/trust/policy.ts'
import { publicKeyOf } from '../../../runner/core/trust/public-key.ts'
import { heldRoot, nextRoot } from '../../../runner/core/trust/root.ts'
import { stampBytes, stampedTarget } from '../../../runner/core/trust/stamp.ts'
import { TrustError } from '../../../runner/core/trust/trust-error.ts'
import { digestOf } from '../../../schema/wire/canonical.ts'
import { type JsonObject, signedRole } from '../../../worker/release/metadata.ts'
import { COMPILED } from './bundle-samples.ts'
import { must, never, type Parser, text } from './parser.ts'
import { NOW, releaseSamples, WORKER } from './release-samples.ts'

const refuses = (error: unknown): boolean => error instanceof TrustError
const identity = { network: 'miskatonic', gateway: 'rlyeh' }

const genuine = await releaseSamples()
const { root, nextRoot: next, timestamp, snapshot, targets, gateway } = genuine
const trusted = heldRoot(root, GATEWAY_POLICY)

const PEM =
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGtnGF2D3Iip7dCKzTTKrCbdrBR0i\nTzRg0K8yvGNkDfaWwTnyKp1k8zS1xTL3b1pJqB9fBq1tqVVY6uM0B7oQXw==\n-----END PUBLIC KEY-----\n'

/** What a thief of the Worker's key may sign: any fields, and everything above vouches for them. */
const signedByThief = (role: 'timestamp' | 'snapshot' | 'targets' | 'gateway', bytes: Buffer) => {
  const { signed }: { signed: JsonObject } = JSON.parse(bytes.toString())
  const type = role === 'gateway' ? 'targets' : role
  const forged = {
    timestamp,
    snapshot,
    targets,
    gateway,
    [role]: Buffer.from(signedRole(type, signed, [WORKER])),
  }
  const metaOf = (of: Buffer) => ({ version: 1, length: of.length, hashes: { sha256: digestOf(of) } })
  const again = (from: Buffer, change: (fields: JsonObject) => void, kind: 'snapshot' | 'timestamp') => {
    const fields: { signed: JsonObject } = JSON.parse(from.toString())
    change(fields.signed)
    return Buffer.from(signedRole(kind, fields.signed, [WORKER]))
  }
  if (role === 'targets' || role === 'gateway') {
    const meta = { 'targets.json': metaOf(forged.targets), 'gateway.rlyeh.json': metaOf(forged.gateway) }
    forged.snapshot = again(snapshot, fields => Object.assign(fields['meta'] ?? {}, meta), 'snapshot')
  }
  if (role !== 'timestamp') {
    const meta = { 'snapshot.json': metaOf(forged.snapshot) }
    forged.timestamp = again(timestamp, fields => void (fields['meta'] = meta), 'timestamp')
  }
  return forged
}

/** The forger's own tool refuses what is no TUF metadata at all: that is tried by the other parsers. */
const thief = (role: 'timestamp' | 'snapshot' | 'targets' | 'gateway', sample: Buffer): Parser => ({
  name: `${role} signed by a thief`,
  share: 12_000,
  samples: [sample],
  feed: bytes => {
    let forged: ReturnType<typeof signedByThief>
    try {
      forged = signedByThief(role, bytes)
    } catch {
      return
    }
    const held = heldTarget(trusted, { root, ...forged }, identity, NOW)
    must(held === undefined || /^[0-9a-f]{64}$/.test(held.target.digest), 'a target has a digest')
  },
  refuses: never,
})

const metadata = (name: string, sample: Buffer, feed: Parser['feed']): Parser => ({
  name,
  share: 34_000,
  samples: [sample, ...(name.startsWith('root') ? [next] : [])],
  feed,
  refuses,
})

/** Two words of an input, cut at its first space. */
const words = (bytes: Buffer): readonly [string, string] => {
  const [first = '', ...rest] = text(bytes).split(' ')
  return [first, rest.join(' ')]
}

const files = { root, timestamp, snapshot, targets, gateway, etag: '"1"' }
const by = { ...identity, runner: '1' }
const held = heldTarget(trusted, files, identity, NOW)
const stamp = held === undefined ? Buffer.alloc(0) : Buffer.from(stampBytes(files, by, held))

/** What a gateway reads of a repository. */
export const TRUST_PARSERS: readonly Parser[] = [
  metadata('root', root, bytes => parseRoot(bytes)),
  metadata('root, held, with keys of every kind', root, bytes => heldRoot(bytes, TUF_POLICY)),
  metadata('root that follows', next, bytes => nextRoot(trusted, bytes)),
  metadata('root of a token', root, bytes => trustAnchor(bytes, digestOf(bytes))),
  metadata('timestamp', timestamp, bytes => parseTimestamp(bytes)),
  metadata('snapshot', snapshot, bytes => parseSnapshot(bytes)),
  metadata('targets', targets, bytes => parseTargets('targets', bytes)),
  metadata('role of a gateway', gateway, bytes => parseTargets('gateway', bytes)),
  thief('timestamp', timestamp),
  thief('snapshot', snapshot),
  thief('targets', targets),
  thief('gateway', gateway),
  metadata('delegations', targets, bytes => {
    const parsed = ifTrusted(() => parseTargets('targets', bytes))
    const role = parsed && ({ ...parsed, bytes, policy: TUF_POLICY } as never)
    const found = role ? delegationsFor(role, text(bytes.subarray(0, 40))) : []
    must(
      found.every(one => typeof one.role === 'string'),
      'delegations lead to roles or to nobody',
    )
    return role && artifactIn(role, 'a/b')
  }),
  {
    name: 'path patterns',
    share: 30_000,
    samples: ['a/b *', 'rlyeh/bundle.json rlyeh/*', `${'a'.repeat(200)} ${'*a'.repeat(90)}b`].map(one =>
      Buffer.from(one),
    ),
    feed: bytes => {
      const [path, pattern] = words(bytes)
      matchesPattern(path, pattern)
      must(matchesPattern(path, path), 'a path matches itself')
    },
    refuses,
  },
  {
    name: 'names of roles and files',
    share: 30_000,
    samples: ['rlyeh/bundle.json', '../../etc/shadow', 'a//b', 'é', '%2e%2e'].map(one => Buffer.from(one)),
    feed: bytes => {
      const name = bytes.toString(bytes.length % 2 === 0 ? 'utf8' : 'utf16le')
      const artifact = { path: name, length: 1, hashes: { sha256: 'f'.repeat(64) } } as never
      must(!segmentOf(name).includes('/'), 'a role is one segment')
      must(!/(^|\/)\.{0,2}(\/|$)/.test(artifactPath(trusted, artifact)), 'an address leads nowhere else')
      must(!/[/\\]|^\.{0,2}$/.test(artifactFile(artifact)), 'a listed file is kept in one folder')
    },
    refuses,
  },
  {
    name: 'bundle',
    share: 34_000,
    samples: [...genuine.bundles, ...COMPILED],
    feed: bytes => {
      const target = { digest: digestOf(bytes), length: bytes.length } as never
      trustBundle(bytes, target, identity)
    },
    refuses,
  },
  {
    name: 'stamp',
    share: 30_000,
    samples: [stamp],
    feed: bytes => {
      const said = stampedTarget(bytes, files, by, NOW)
      must(said === undefined || said.digest === held?.target.digest, 'no stamp but ours counts')
    },
    refuses: never,
  },
  {
    name: 'public keys and signatures',
    share: 25_000,
    samples: [PEM, 'f'.repeat(64), Buffer.from(WORKER.publicKey).toString('hex')].map(one =>
      Buffer.from(one),
    ),
    structured: fc
      .tuple(fc.string(), fc.nat(PEM.length))
      .map(([noise, at]) => Buffer.from(PEM.slice(0, at) + noise + PEM.slice(at))),
    feed: bytes => {
      for (const [keyType, scheme] of KEYS) {
        const key = publicKeyOf({ keyType, scheme, keyVal: { public: text(bytes) } } as never, TUF_POLICY)
        must(key?.verifies(Buffer.from('message'), bytes.toString('hex')) !== true, 'noise is no signature')
      }
    },
    refuses: never,
  },
]

const KEYS = [
  ['ed25519', 'ed25519'],
  ['ecdsa', 'ecdsa-sha2-nistp256'],
  ['rsa', 'rsassa-pss-sha256'],
  ['__proto__', 'toString'],
] as const
