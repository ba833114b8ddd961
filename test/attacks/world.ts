import { vi } from 'vitest'
import { publishBundles } from '../../infra/lab/managed/publish-bundles.ts'
import { MemoryDisk } from '../../runner/adapters/memory/disk.ts'
import type { TrustErrorCode } from '../../runner/core/trust/trust-error.ts'
import { TrustError } from '../../runner/core/trust/trust-error.ts'
import type { Refreshed, TrustedBundle } from '../../runner/core/trust/trusted.ts'
import { fetchBundle } from '../../runner/flows/trust/fetch-bundle.ts'
import { refresh } from '../../runner/flows/trust/refresh.ts'
import type { Bounds, Fetched, Source } from '../../runner/ports/source.ts'
import { SourceError } from '../../runner/ports/source.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import { rootPath, TIMESTAMP } from '../../schema/wire/repository.ts'
import { MemoryStore } from '../../worker/adapters/memory-store.ts'
import { resignTimestamp } from '../../worker/flows/publish/publish.ts'
import { publishRoot } from '../../worker/flows/publish/publish-root.ts'
import type { JsonObject } from '../../worker/release/metadata.ts'
import { signedRole } from '../../worker/release/metadata.ts'
import { makeRoot, type RootPlan, signRoot } from '../../worker/release/root.ts'
import type { Signer } from '../../worker/release/signer.ts'
import { bundleFor, customOf, signerNamed } from './network.ts'

/** Some stories hold hundreds of polls, and a busy machine is no attack. */
vi.setConfig({ testTimeout: 60_000 })

export const DAY = 24 * 60 * 60 * 1000
const FOLDER = '/var/lib/cygnet'

/** The control plane's side, a store that attackers may write to, and one gateway that trusts the first root. */
export class World {
  readonly operators = [signerNamed('armitage'), signerNamed('rice')]
  worker = signerNamed('worker')
  readonly store = new MemoryStore()
  readonly disk = new MemoryDisk()
  now = new Date('2026-03-01T12:00:00Z')
  /** Every path that the gateway asked for, `?` behind it when it named an ETag. */
  readonly asked: string[] = []
  /** What a man in the middle answers instead of the store. */
  intercept: (path: string, bounds: Bounds) => Fetched | undefined = () => undefined

  readonly identity = { network: 'miskatonic', gateway: 'rlyeh', folder: FOLDER }

  /** Root 1 with a threshold of two operators, release 1 for two gateways, nothing fetched yet. */
  static async begin(): Promise<World> {
    const world = new World()
    const root = await world.rotate({ version: 1 })
    world.disk.files.set(`${FOLDER}/trust/root.json`, { bytes: root, mode: 0o644 })
    await world.release(1)
    return world
  }

  bundles(release: number, gateways: readonly string[] = ['rlyeh', 'ulthar']) {
    return gateways.map(gateway => bundleFor(gateway, `release ${release}`))
  }

  /** Publishes a release; by default its number is also what makes its bundles differ. */
  release(number: number, { bundles = this.bundles(number) }: { readonly bundles?: readonly Bundle[] } = {}) {
    return publishBundles(this.publisher, bundles, customOf(number))
  }

  resign() {
    return resignTimestamp(this.publisher)
  }

  /** Makes a root, has it signed (by both operators unless told otherwise) and puts it into the store unchecked. */
  async rotate(plan: Partial<RootPlan> & { version: number }, signers: readonly Signer[] = this.operators) {
    const unsigned = makeRoot({
      operators: this.operators.map(operator => operator.publicKey),
      threshold: 2,
      worker: this.worker.publicKey,
      expires: new Date(this.now.getTime() + 365 * DAY),
      ...plan,
    })
    const root = signers.reduce(signRoot, unsigned)
    this.store.objects.set(rootPath(plan.version), root)
    return root
  }

  publishRoot(root: Uint8Array) {
    return publishRoot(this.store, root)
  }

  refresh(): Promise<Refreshed> {
    return refresh({ source: this.source, disk: this.disk, clock: { now: () => this.now } }, this.identity)
  }

  /** A whole poll: what is trusted, down to the bundle. */
  async poll(): Promise<TrustedBundle> {
    const { target } = await this.refresh()
    return fetchBundle({ source: this.source }, target, this.identity)
  }

  /** The signed part of a stored role, changed and signed again by whoever the attacker can make sign. */
  forge(
    path: string,
    change: (signed: JsonObject) => void,
    signers: readonly Signer[] = [this.worker],
  ): Uint8Array {
    const signed = structuredClone(signedOf(this.stored(path)))
    change(signed)
    const bytes = signedRole(typeOf(path), signed, signers)
    this.store.objects.set(path, bytes)
    return bytes
  }

  /** With the stolen key: makes snapshot and timestamp vouch for a role's bytes as they now stand in the store. */
  vouch(file: string, path: string, version: number): void {
    const timestamp = signedOf(this.stored(TIMESTAMP))
    const was = versionIn(timestamp['meta'], 'snapshot.json')
    const next = `metadata/${was + 1}.snapshot.json`
    this.store.objects.set(next, this.stored(`metadata/${was}.snapshot.json`))
    this.forge(next, signed => {
      signed['version'] = was + 1
      Object.assign(signed['meta'] ?? {}, { [file]: metaOf(this.stored(path), version) })
    })
    this.forge(TIMESTAMP, signed => {
      signed['version'] = Number(signed['version']) + 1
      signed['meta'] = { 'snapshot.json': metaOf(this.stored(next), was + 1) }
    })
  }

  /** With the stolen key: a changed copy of a role as its next version, vouched for down to the timestamp. */
  replace(
    file: string,
    version: number,
    change: (signed: JsonObject) => void,
    signers?: readonly Signer[],
  ): void {
    const path = `metadata/${version + 1}.${file}`
    this.store.objects.set(path, this.stored(`metadata/${version}.${file}`))
    const forged = (signed: JsonObject) => change(Object.assign(signed, { version: version + 1 }))
    this.forge(path, forged, signers)
    this.vouch(file, path, version + 1)
  }

  stored(path: string): Uint8Array {
    const bytes = this.store.objects.get(path)
    if (!bytes) throw new Error(`the store has no ${path}`)
    return bytes
  }

  /** The trust folder by file name, to compare before and after. */
  trusted(): Record<string, string> {
    return Object.fromEntries(
      [...this.disk.files].map(([path, { bytes }]) => [
        path.replace(`${FOLDER}/trust/`, ''),
        digestOf(bytes),
      ]),
    )
  }

  get publisher() {
    return { store: this.store, signer: this.worker, clock: { now: () => this.now } }
  }

  readonly source: Source = {
    get: async (path, bounds, etag) => {
      this.asked.push(etag === undefined ? path : `${path}?`)
      const answer = this.intercept(path, bounds) ?? (await this.#fromStore(path, etag))
      if (answer.kind === 'found' && answer.bytes.length > bounds.bytes)
        throw new SourceError('too-large', `${path} goes on and on`)
      return answer
    },
  }

  async #fromStore(path: string, etag: string | undefined): Promise<Fetched> {
    const stored = await this.store.get(path)
    if (!stored) return { kind: 'missing' }
    return stored.etag === etag ? { kind: 'unchanged' } : { kind: 'found', ...stored }
  }
}

/** The code of the `TrustError` that a step ends in; anything else fails the test. */
export const refusalOf = async (step: () => Promise<unknown>): Promise<TrustErrorCode> => {
  try {
    await step()
  } catch (error) {
    if (error instanceof TrustError) return error.code
    throw error
  }
  throw new Error('nothing was refused')
}

export const metaOf = (bytes: Uint8Array, version: number) => ({
  version,
  length: bytes.length,
  hashes: { sha256: digestOf(bytes) },
})

export const signedOf = (bytes: Uint8Array): JsonObject => {
  const json: { signed: JsonObject } = JSON.parse(new TextDecoder().decode(bytes))
  return json.signed
}

const versionIn = (meta: unknown, file: string): number => {
  const listed: Record<string, { version: number }> = JSON.parse(JSON.stringify(meta))
  return listed[file]?.version ?? 0
}

const typeOf = (path: string): 'root' | 'timestamp' | 'snapshot' | 'targets' => {
  if (path.endsWith('root.json')) return 'root'
  if (path.endsWith('timestamp.json')) return 'timestamp'
  return path.endsWith('snapshot.json') ? 'snapshot' : 'targets'
}
