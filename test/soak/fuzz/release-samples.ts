import { publishBundles } from '../../../infra/lab/managed/publish-bundles.ts'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import { bundleBytes, bundleDigest } from '../../../schema/wire/bundle.ts'
import {
  bundlePath,
  gatewayRolePath,
  rootPath,
  snapshotPath,
  TIMESTAMP,
  targetsPath,
} from '../../../schema/wire/repository.ts'
import { MemoryStore } from '../../../worker/adapters/memory-store.ts'
import { makeRoot, signRoot } from '../../../worker/release/root.ts'
import { bundleFor, customOf, signerNamed } from '../../attacks/network.ts'

export const NOW = new Date('2026-03-01T12:00:00Z')
export const WORKER = signerNamed('worker')
const OPERATORS = [signerNamed('armitage'), signerNamed('rice')]

const rootOf = (version: number): Uint8Array =>
  OPERATORS.reduce(
    signRoot,
    makeRoot({
      version,
      operators: OPERATORS.map(operator => operator.publicKey),
      threshold: 2,
      worker: WORKER.publicKey,
      expires: new Date('2027-03-01T12:00:00Z'),
    }),
  )

/** A root with two operators, the next one, and a release for two gateways: genuine, the same bytes in every run. */
export const releaseSamples = async (
  bundles: readonly Bundle[] = [bundleFor('rlyeh'), bundleFor('ulthar')],
) => {
  const store = new MemoryStore()
  const root = rootOf(1)
  store.objects.set(rootPath(1), root)
  await publishBundles({ store, signer: WORKER, clock: { now: () => NOW } }, bundles, customOf(1))
  const at = (path: string): Buffer => Buffer.from(store.objects.get(path) ?? [])
  return {
    root: Buffer.from(root),
    nextRoot: Buffer.from(rootOf(2)),
    timestamp: at(TIMESTAMP),
    snapshot: at(snapshotPath(1)),
    targets: at(targetsPath(1)),
    gateway: at(gatewayRolePath(1, 'rlyeh')),
    bundles: bundles.map(bundle => Buffer.from(bundleBytes(bundle))),
    bundlePaths: bundles.map(bundle => bundlePath(bundle.gateway, bundleDigest(bundle))),
  }
}
