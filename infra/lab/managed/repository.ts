import { randomBytes } from 'node:crypto'
import { toBase64 } from '../../../schema/wire/base64.ts'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import { planDigest } from '../../../schema/wire/bundle.ts'
import { digestOf } from '../../../schema/wire/canonical.ts'
import type { Name } from '../../../schema/wire/names.ts'
import { packagePath, rootPath } from '../../../schema/wire/repository.ts'
import {
  type Architecture,
  type RunnerRelease,
  runnerStatement,
} from '../../../schema/wire/runner-release.ts'
import { MemoryStore } from '../../../worker/adapters/memory-store.ts'
import { seedSigner } from '../../../worker/adapters/seed-signer.ts'
import { makeRoot, signRoot } from '../../../worker/release/root.ts'
import { publishBundles } from './publish-bundles.ts'

/** How long the root of a lab is good for: clocks of its gateways may be moved by years. */
const ROOT_LIFE = 200 * 365 * 24 * 3600 * 1000

/** A signed repository in memory, by the code that the Worker signs with, under keys made for it. */
export class LabRepository {
  readonly store = new MemoryStore()
  readonly root: Uint8Array
  readonly #signer = seedSigner(randomBytes(32).toString('base64'))
  readonly #operator = seedSigner(randomBytes(32).toString('base64'))
  #release = 0

  constructor() {
    const operator = this.#operator
    const expires = new Date(Date.now() + ROOT_LIFE)
    const plan = {
      version: 1,
      operators: [operator.publicKey],
      threshold: 1,
      worker: this.#signer.publicKey,
      expires,
    }
    this.root = signRoot(makeRoot(plan), operator)
    this.store.objects.set(rootPath(1), this.root)
  }

  /** Stores a package of the runner, and vouches for it as the one operator. */
  vouchFor(network: Name, version: string, architecture: Architecture, bytes: Uint8Array): RunnerRelease {
    const sha256 = digestOf(bytes)
    this.store.objects.set(packagePath(sha256), bytes)
    const packages = { [architecture]: { sha256, length: bytes.length } }
    const { publicKey, sign } = this.#operator
    const signature = toBase64(sign(runnerStatement(network, { version, packages })))
    return { version, packages, signatures: [{ key: Buffer.from(publicKey).toString('hex'), signature }] }
  }

  /** Releases these bundles to every gateway that they name, also to one whose bundle is the same. Gives the number. */
  async release(bundles: readonly Bundle[]): Promise<number> {
    this.#release += 1
    const custom = {
      release: this.#release,
      commit: this.#release.toString(16).padStart(40, '0'),
      plan: planDigest(bundles),
    }
    const ports = { store: this.store, signer: this.#signer, clock: { now: () => new Date() } }
    await publishBundles(ports, bundles, custom)
    return this.#release
  }
}
