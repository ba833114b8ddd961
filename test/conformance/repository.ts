import { createHash } from 'node:crypto'
import { canonicalize } from '@tufjs/canonical-json'
import { newKey, type SimulatedKey } from './keys.ts'

const DAY = 24 * 3600 * 1000

export interface Meta {
  version: number
  length?: number
  hashes?: Record<string, string>
}

export interface RoleKeys {
  keyids: string[]
  threshold: number
  [more: string]: unknown
}

export interface Delegations {
  keys: Record<string, unknown>
  roles?: (RoleKeys & {
    name: string
    terminating: boolean
    paths?: string[]
    path_hash_prefixes?: string[]
  })[]
  succinct_roles?: RoleKeys & { bit_length: number; name_prefix: string }
}

/** The signed part of any role; a test changes what it likes before it publishes. */
export interface Signed {
  _type: string
  spec_version: string
  version: number
  expires: string
  [more: string]: unknown
}

interface RootSigned extends Signed {
  consistent_snapshot: boolean
  keys: Record<string, unknown>
  roles: Record<string, RoleKeys>
}

interface TargetsSigned extends Signed {
  targets: Record<string, { length: number; hashes: Record<string, string> }>
  delegations?: Delegations
}

const TOP = ['targets', 'snapshot', 'timestamp'] as const

export const timeAfter = (days: number, from = new Date()): string =>
  new Date(from.getTime() + days * DAY).toISOString().replace(/\.\d+Z$/, 'Z')

const hash = (algorithm: string, bytes: string | Uint8Array): string =>
  createHash(algorithm).update(bytes).digest('hex')

/** A TUF repository that a test holds in its hands: what is published is served, right or wrong. */
export class Repository {
  readonly root: RootSigned = {
    ...common('root'),
    consistent_snapshot: true,
    keys: {},
    roles: {},
  }
  readonly timestamp: Signed & { meta: Record<string, Meta> } = {
    ...common('timestamp'),
    meta: { 'snapshot.json': { version: 1 } },
  }
  readonly snapshot: Signed & { meta: Record<string, Meta> } = { ...common('snapshot'), meta: {} }
  /** Every role that signs targets. */
  readonly roles = new Map<string, TargetsSigned>([['targets', { ...common('targets'), targets: {} }]])
  readonly signers = new Map<string, SimulatedKey[]>()
  /** What is served, by role and version; a published role's last one is its newest. */
  readonly published = new Map<string, Uint8Array[]>()
  readonly artifacts = new Map<string, Uint8Array>()
  /** Whether snapshot and timestamp name hashes and lengths. */
  hashes = false

  constructor(kind: Parameters<typeof newKey>[0] = 'ecdsa') {
    for (const role of ['root', ...TOP]) this.addKey(role, newKey(kind))
    this.publish(...TOP, 'root')
  }

  get targets(): TargetsSigned {
    return this.role('targets')
  }

  role(name: string): TargetsSigned {
    const role = this.roles.get(name)
    if (!role) throw new Error(`no role ${name}`)
    return role
  }

  /** Lets a key sign for a top-level role from the next root on. */
  addKey(role: string, key = newKey()): SimulatedKey {
    this.root.keys[key.keyid] = key.json
    const keys = (this.root.roles[role] ??= { keyids: [], threshold: 1 })
    keys.keyids.push(key.keyid)
    this.signersOf(role).push(key)
    return key
  }

  /** As many new keys as the threshold asks for, in place of all old ones. */
  rotateKeys(role: string): void {
    const keys = this.keysOf(role)
    keys.keyids = []
    this.signers.set(role, [])
    for (let count = 0; count < keys.threshold; count++) this.addKey(role)
  }

  keysOf(role: string): RoleKeys {
    const keys = this.root.roles[role]
    if (!keys) throw new Error(`no role ${role}`)
    return keys
  }

  signersOf(role: string): SimulatedKey[] {
    const signers = this.signers.get(role) ?? []
    this.signers.set(role, signers)
    return signers
  }

  /** Delegates to a role with a key of its own, and makes the role if there is none. */
  delegate(
    from: string,
    name: string,
    how: { paths?: string[]; prefixes?: string[]; terminating?: boolean; expires?: string } = {},
  ): void {
    const delegations = (this.role(from).delegations ??= { keys: {}, roles: [] })
    const key = newKey()
    delegations.keys[key.keyid] = key.json
    const covered = how.prefixes ? { path_hash_prefixes: how.prefixes } : { paths: how.paths ?? ['*'] }
    const terminating = how.terminating ?? false
    delegations.roles?.push({ name, keyids: [key.keyid], threshold: 1, terminating, ...covered })
    this.signersOf(name).push(key)
    if (!this.roles.has(name)) this.roles.set(name, { ...common('targets'), targets: {} })
    if (how.expires) this.role(name).expires = how.expires
  }

  /** Delegates to 2^bits bins of one key (TAP 15). */
  delegateToBins(bits: number, prefix: string): void {
    const key = newKey()
    const names = Array.from(
      { length: 2 ** bits },
      (_, at) => `${prefix}-${at.toString(16).padStart((2 ** bits - 1).toString(16).length, '0')}`,
    )
    for (const name of names) {
      this.signersOf(name).push(key)
      this.roles.set(name, { ...common('targets'), targets: {} })
    }
    const succinct = { keyids: [key.keyid], threshold: 1, bit_length: bits, name_prefix: prefix }
    this.targets.delegations = { keys: { [key.keyid]: key.json }, succinct_roles: succinct }
  }

  /** Lists a file in a role and serves it. */
  addArtifact(role: string, path: string, content: string, algorithms: readonly string[] = ['sha256']): void {
    const hashes = Object.fromEntries(algorithms.map(name => [name, hash(name, content)]))
    this.role(role).targets[path] = { length: Buffer.byteLength(content), hashes }
    this.artifacts.set(path, Buffer.from(content))
  }

  /** Signs and serves roles in this order, each in its next version; snapshot and timestamp then name what was published. */
  publish(...roles: string[]): void {
    for (const name of roles) {
      const signed = this.#signed(name)
      if (this.published.has(name)) signed.version++
      this.serve(name, this.sign(name, signed))
      const meta = this.#metaOf(name, signed.version)
      if (name === 'snapshot') this.timestamp.meta['snapshot.json'] = meta
      else if (name !== 'root' && name !== 'timestamp') this.snapshot.meta[`${name}.json`] = meta
    }
  }

  /** Signs without a new version or a new place. */
  sign(name: string, signed: Signed = this.#signed(name), by = this.signersOf(name)): Uint8Array {
    const message = Buffer.from(canonicalize(signed))
    const signatures = by.map(({ keyid, sign }) => ({ keyid, sig: sign(message) }))
    return Buffer.from(JSON.stringify({ signatures, signed }, undefined, 1))
  }

  serve(name: string, bytes: Uint8Array): void {
    this.published.set(name, [...(this.published.get(name) ?? []), bytes])
  }

  /** What was served last, replaced. */
  replace(name: string, bytes: Uint8Array): void {
    this.published.set(name, [...(this.published.get(name) ?? []).slice(0, -1), bytes])
  }

  newest(name: string, version?: number): Uint8Array {
    const bytes = this.published.get(name)?.at(version === undefined ? -1 : version - 1)
    if (!bytes) throw new Error(`nothing published of ${name}`)
    return bytes
  }

  #signed(name: string): Signed {
    if (name === 'root') return this.root
    if (name === 'timestamp') return this.timestamp
    return name === 'snapshot' ? this.snapshot : this.role(name)
  }

  #metaOf(name: string, version: number): Meta {
    const bytes = this.newest(name)
    return this.hashes
      ? { version, length: bytes.length, hashes: { sha256: hash('sha256', bytes) } }
      : { version }
  }
}

const common = (type: string): Signed => ({
  _type: type,
  spec_version: '1.0.31',
  version: 1,
  expires: timeAfter(30),
})
