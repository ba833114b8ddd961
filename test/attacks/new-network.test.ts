import { createPrivateKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makeNetworkKeys, operatorSigner } from '../../cli/init/network-keys.ts'
import { trustAnchor } from '../../runner/core/trust/anchor.ts'
import { nextRoot } from '../../runner/core/trust/root.ts'
import { seedSigner } from '../../worker/adapters/seed-signer.ts'
import { makeRoot, signRoot } from '../../worker/release/root.ts'
import { refusalOf, World } from './world.ts'

const now = new Date('2026-03-01T12:00:00Z')

describe("a new network's keys", () => {
  test('carry a release from the first publish to a gateway', async () => {
    const keys = makeNetworkKeys({ operators: 3, threshold: 2, now })
    const world = new World()
    await world.publishRoot(keys.rootBytes)
    const { bytes } = trustAnchor(keys.rootBytes, keys.rootDigest)
    world.disk.files.set('/var/lib/cygnet/trust/root.json', { bytes, mode: 0o644 })
    world.worker = seedSigner(keys.workerSeed)
    await world.release(1)
    expect((await world.poll()).custom.release).toBe(1)
  })

  test('let any two of three operators change who signs, and no single one', async () => {
    const { rootBytes, rootDigest, operatorKeys } = makeNetworkKeys({ operators: 3, threshold: 2, now })
    const root = trustAnchor(rootBytes, rootDigest)
    const signers = operatorKeys.map(pem => operatorSigner(createPrivateKey(pem)))
    const unsigned = makeRoot({
      version: 2,
      operators: signers.map(signer => signer.publicKey),
      threshold: 2,
      worker: new Uint8Array(32).fill(1),
      expires: now,
    })
    expect(nextRoot(root, signers.slice(1).reduce(signRoot, unsigned)).metadata.signed.version).toBe(2)
    const alone = signers.slice(2).reduce(signRoot, unsigned)
    expect(await refusalOf(async () => nextRoot(root, alone))).toBe('below-threshold')
  })
})
