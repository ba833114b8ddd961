import { createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { initNetwork } from '../../cli/init/init-network.ts'
import { makeNetworkKeys, operatorSigner } from '../../cli/init/network-keys.ts'
import { signRootFile, writeNextRoot } from '../../cli/init/root-files.ts'
import { trustAnchor } from '../../runner/core/trust/anchor.ts'
import { nextRoot } from '../../runner/core/trust/root.ts'
import { TIMESTAMP } from '../../schema/wire/repository.ts'
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

describe('the playbook', () => {
  /** A network of three operators on disk, and a gateway on its first release. */
  const begun = async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'cygnet-playbook-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const made = await initNetwork({ folder, network: 'miskatonic', operators: 3, now })
    const world = new World()
    await world.publishRoot(made.rootBytes)
    world.disk.files.set('/var/lib/cygnet/trust/root.json', { bytes: made.rootBytes, mode: 0o644 })
    world.worker = seedSigner(made.workerSeed)
    await world.release(1)
    await world.poll()
    return {
      folder,
      world,
      key: (operator: number) => path.join(folder, `.cygnet/keys/operator-${operator}.pem`),
    }
  }

  test('a stolen Worker: a new key, two signatures, and the thief is out', async () => {
    const { folder, world, key } = await begun()
    const seed = Buffer.alloc(32, 9).toString('base64')
    await writeFile(path.join(folder, 'worker-2.seed'), `${seed}\n`)
    const file = await writeNextRoot(folder, { workerSeed: path.join(folder, 'worker-2.seed'), now })
    expect(await signRootFile(file, key(1))).toBe(false)
    await expect(world.publishRoot(await readFile(file))).rejects.toMatchObject({ code: 'bad-root' })
    expect(await signRootFile(file, key(2))).toBe(true)
    await world.publishRoot(await readFile(file))
    await world.release(2)
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
    world.worker = seedSigner(seed)
    await expect(world.release(3)).rejects.toMatchObject({ code: 'not-ours' })
    world.store.objects.delete(TIMESTAMP)
    await world.release(3)
    expect((await world.poll()).custom.release).toBe(3)
  })

  test('an operator who leaves: the others let a new one in, with an encrypted key', async () => {
    const { folder, world, key } = await begun()
    const { operatorKeys } = makeNetworkKeys({ operators: 1, threshold: 1, now })
    const newcomer = createPrivateKey(operatorKeys[0] ?? '')
    const [leaver, added] = [path.join(folder, 'leaver.pub'), path.join(folder, 'added.pub')]
    const spki = { format: 'pem', type: 'spki' } as const
    await writeFile(leaver, createPublicKey(await readFile(key(3))).export(spki))
    await writeFile(added, createPublicKey(newcomer).export(spki))
    const locked = path.join(folder, 'added.pem')
    const scheme = { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'iä iä' } as const
    await writeFile(locked, newcomer.export(scheme))
    const change = { dropOperators: [leaver], addOperators: [added], now }
    const second = await writeNextRoot(folder, change)
    expect(await signRootFile(second, key(1))).toBe(false)
    expect(await signRootFile(second, key(3))).toBe(false)
    expect(await signRootFile(second, key(2))).toBe(true)
    const third = await writeNextRoot(folder, { now })
    await signRootFile(third, key(1))
    await expect(signRootFile(third, locked, 'wrong')).rejects.toMatchObject({ code: 'unreadable' })
    expect(await signRootFile(third, locked, 'iä iä')).toBe(true)
    for (const file of [second, third]) await world.publishRoot(await readFile(file))
    await world.release(2)
    expect((await world.poll()).custom.release).toBe(2)
  })
})
