import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { TIMESTAMP } from '../../schema/wire/repository.ts'
import { seedSigner } from '../../worker/adapters/seed-signer.ts'
import { PlaybookWalk, pagesOf } from './playbook-walk.ts'
import { DAY, refusalOf, World } from './world.ts'

const ROOT_FILE = '/var/lib/cygnet/trust/root.json'
const SIGN = 'Sign and publish a root'
const STOLEN = 'A stolen Worker, or a stolen SIGNING_KEY'

/** What the operator put into the bucket, where the gateway of the world finds it. */
const carry = async (walk: PlaybookWalk, world: World, bucket?: string): Promise<void> => {
  for (const [name, bytes] of await walk.bucket(bucket)) {
    if (/^metadata\/\d+\.root\.json$/.test(name)) await world.publishRoot(bytes)
  }
}

/** The first day as the playbook says, and a gateway on its first release. The operators' clock is the real one. */
const begun = async () => {
  const walk = await PlaybookWalk.begin()
  onTestFinished(() => rm(walk.folder, { recursive: true }))
  await walk.follow('The first day')
  const world = new World()
  world.now = new Date()
  await carry(walk, world)
  world.disk.files.set(ROOT_FILE, { bytes: world.stored('metadata/1.root.json'), mode: 0o644 })
  world.worker = seedSigner((await walk.secret('SIGNING_KEY')) ?? '')
  await world.release(1)
  await world.poll()
  return { walk, world }
}

describe('the playbook', () => {
  test('the first day leaves no key in the clear, and public halves in Git', async () => {
    const { walk } = await begun()
    const file = (name: string) => readFile(path.join(walk.folder, 'network', name), 'utf8')
    for (const operator of [1, 2, 3]) {
      expect(await file(`operator-${operator}.enc.pem`)).toContain('BEGIN ENCRYPTED PRIVATE KEY')
      expect(await file(`trust/operator-${operator}.pub`)).toContain('BEGIN PUBLIC KEY')
      await expect(file(`.cygnet/keys/operator-${operator}.pem`)).rejects.toMatchObject({ code: 'ENOENT' })
    }
    await expect(file('.cygnet/keys/worker.seed')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a root that expires: the next one is signed by two, and gateways take news again', async () => {
    const { walk, world } = await begun()
    world.now = new Date(Date.now() + 366 * DAY)
    await world.release(2)
    expect(await refusalOf(() => world.poll())).toBe('expired-root')
    world.now = new Date(Date.now() + 364 * DAY)
    await walk.follow('A root that expires')
    const said = await walk.follow(SIGN, { N: '2' })
    expect(said).toMatch(/still lacks signatures[^]*is complete/)
    await carry(walk, world)
    await world.release(3)
    expect((await world.poll()).custom.release).toBe(3)
  })

  test('a stolen Worker: a new key, two signatures, and the thief is out', async () => {
    const { walk, world } = await begun()
    const thief = world.worker
    await walk.follow(STOLEN, { N: '2' }, [0, 1])
    expect(await walk.secret('SIGNING_KEY')).toBeUndefined()
    await world.release(666)
    expect((await world.poll()).custom.release).toBe(666)
    await walk.follow(STOLEN, { N: '2' }, [1, 2])
    await walk.follow(SIGN, { N: '2' })
    await carry(walk, world)
    await world.release(667)
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
    await walk.follow(STOLEN, { N: '2' }, [2])
    world.worker = seedSigner((await walk.secret('SIGNING_KEY')) ?? '')
    expect(world.worker.publicKey).not.toEqual(thief.publicKey)
    await expect(world.release(3)).rejects.toMatchObject({ code: 'not-ours' })
    expect(await walk.deleted()).toBe('cygnet/metadata/timestamp.json\n')
    world.store.objects.delete(TIMESTAMP)
    await world.release(3)
    expect((await world.poll()).custom.release).toBe(3)
  })

  test('a bucket restored from an old copy: a new key lets versions start over', async () => {
    const { walk, world } = await begun()
    const old = new Map(world.store.objects)
    await world.release(2)
    await world.poll()
    world.store.objects.clear()
    for (const [name, bytes] of old) world.store.objects.set(name, bytes)
    expect(await refusalOf(() => world.poll())).toBe('rollback-timestamp')
    await walk.follow(STOLEN, { N: '2' }, [1, 2])
    await walk.follow(SIGN, { N: '2' })
    await carry(walk, world)
    await walk.follow(STOLEN, { N: '2' }, [2])
    world.worker = seedSigner((await walk.secret('SIGNING_KEY')) ?? '')
    world.store.objects.delete(TIMESTAMP)
    await world.release(3)
    expect((await world.poll()).custom.release).toBe(3)
  })

  test('a lost root key: the others let a new operator in, and the lost key counts no more', async () => {
    const { walk, world } = await begun()
    await walk.follow('A lost laptop, or an operator who leaves')
    await walk.follow(SIGN, { N: '2' })
    await carry(walk, world)
    await walk.follow('A root that expires')
    const theirs = (script: string) => script.replace('operator-2', 'operator-3')
    expect(await walk.follow(SIGN, { N: '3' }, [0, 1], theirs)).not.toContain('is complete')
    const newcomer = (script: string) => script.replace('operator-2', 'operator-4')
    expect(await walk.follow(SIGN, { N: '3' }, [0], newcomer)).toContain('is complete')
    await carry(walk, world)
    await world.release(2)
    expect((await world.poll()).custom.release).toBe(2)
  })

  test('fewer keys than the threshold: gateways stay as they are until they are enrolled again', async () => {
    const { walk, world } = await begun()
    await walk.follow('A root that expires')
    const alone = (script: string) => script.replace(/^.*operator-2.*\n/m, '')
    expect(await walk.follow(SIGN, { N: '2' }, [0], alone)).toContain('still lacks signatures')
    await expect(carry(walk, world)).rejects.toMatchObject({ code: 'bad-root' })
    const anew = { N: '2', BUCKET: 'cygnet-2' }
    await walk.follow('Fewer operator keys left than the threshold', anew)
    await walk.follow('The first day', anew)
    world.store.objects.clear()
    await carry(walk, world, 'cygnet-2')
    world.worker = seedSigner((await walk.secret('SIGNING_KEY')) ?? '')
    const before = new Map(world.disk.files)
    await world.release(2)
    expect(await refusalOf(() => world.poll())).toBe('below-threshold')
    expect(new Map(world.disk.files)).toEqual(before)
    world.disk.files.clear()
    world.disk.files.set(ROOT_FILE, { bytes: world.stored('metadata/1.root.json'), mode: 0o644 })
    expect((await world.poll()).custom.release).toBe(2)
  })

  test('a stolen gateway: out of the topology, it is told nothing more', async () => {
    const { world } = await begun()
    await world.release(2, { bundles: world.bundles(2, ['ulthar']) })
    expect(await refusalOf(() => world.poll())).toBe('not-delegated')
  })

  test('has no command that no test has typed', async () => {
    const text = await readFile(new URL('../../infra/worker/keys/playbook.md', import.meta.url), 'utf8')
    const typed = [
      'The first day',
      'A root that expires',
      SIGN,
      STOLEN,
      'A lost laptop, or an operator who leaves',
      'Fewer operator keys left than the threshold',
    ]
    // What the introduction gives the shell is wrangler, for which the walk has a stand-in.
    const pages = [...pagesOf(text)].slice(1).filter(([, commands]) => commands.length > 0)
    expect(pages.map(([title]) => title).sort()).toEqual(typed.sort())
  })
})
