import { expect, test } from 'vitest'
import { Client } from './client.ts'
import { newKey, type SimulatedKey } from './keys.ts'
import { Repository } from './repository.ts'

/** Keys by number, a threshold, and who signs. */
interface Version {
  readonly keys: readonly number[]
  readonly threshold: number
  readonly sigs: readonly number[]
}

const version = (keys: readonly number[], threshold: number, sigs: readonly number[]): Version => ({
  keys,
  threshold,
  sigs,
})
const FIVE = [0, 1, 2, 3, 4]
const OTHER = [5, 6, 7, 8, 9]
const ONE_NEW = [0, 1, 3, 4, 5]

const keys = Array.from({ length: 10 }, () => newKey('ed25519'))

const take = (repository: Repository, role: string, { keys: listed, threshold, sigs }: Version): void => {
  repository.root.roles[role] = { keyids: [], threshold }
  repository.signers.set(role, [])
  for (const at of listed) repository.addKey(role, keyAt(at))
  repository.signers.set(role, sigs.map(keyAt))
}

const keyAt = (at: number): SimulatedKey => {
  const key = keys[at]
  if (!key) throw new Error(`no key ${at}`)
  return key
}

test.each<readonly [story: string, succeeds: boolean, versions: readonly Version[]]>([
  ['one key after another', true, [version([1], 1, [1]), version([2], 1, [2, 1]), version([2], 1, [2])]],
  [
    'the same among signatures of nobody',
    true,
    [version([1], 1, [3, 1, 4]), version([2], 1, [3, 2, 1, 4]), version([2], 1, [3, 2, 4])],
  ],
  [
    'three of five, others each time',
    true,
    [version(FIVE, 3, [0, 2, 4]), version(FIVE, 3, [0, 4, 1]), version(FIVE, 3, [0, 1, 3])],
  ],
  ['three of five, one of them new', true, [version(FIVE, 3, [0, 2, 4]), version(ONE_NEW, 3, [0, 4, 1])]],
  [
    'three of five, one of them new, in two steps',
    true,
    [version(FIVE, 3, [0, 2, 4]), version(ONE_NEW, 3, [0, 2, 4, 5]), version(ONE_NEW, 3, [0, 4, 5])],
  ],
  [
    'three of five, all of them new',
    true,
    [version(FIVE, 3, [0, 2, 4]), version(OTHER, 3, [0, 2, 4, 5, 6, 7]), version(OTHER, 3, [5, 6, 7])],
  ],
  ['one of three becomes two of three', true, [version([1, 2, 3], 1, [1]), version([1, 2, 3], 2, [1, 2])]],
  [
    'two of three becomes one of three',
    true,
    [version([1, 2, 3], 2, [1, 2]), version([1, 2, 3], 1, [1, 2]), version([1, 2, 3], 1, [1])],
  ],
  ['one of one becomes two of two', true, [version([1], 1, [1]), version([1, 2], 2, [1, 2])]],
  ['without the old key', false, [version([1], 1, [1]), version([2], 1, [2, 3, 4])]],
  ['without the new key', false, [version([1], 1, [1]), version([2], 1, [1, 3, 4])]],
  ['without three of the new five', false, [version(FIVE, 3, [0, 2, 4]), version(ONE_NEW, 3, [0, 2, 4])]],
  ['without three of the old five', false, [version(FIVE, 3, [0, 2, 4]), version(ONE_NEW, 3, [0, 4, 5])]],
  ['below the new threshold', false, [version([1, 2, 3], 1, [1]), version([1, 2, 3], 2, [2])]],
  ['below the old threshold', false, [version([1, 2, 3], 2, [1, 2]), version([1, 2, 3], 1, [1])]],
])('roots, %s: %j', async (_, succeeds, versions) => {
  const repository = new Repository()
  repository.published.delete('root')
  for (const root of versions) {
    take(repository, 'root', root)
    repository.publish('root')
  }
  const client = await Client.anchored(repository)
  expect(await client.refresh()).toBe(succeeds ? 0 : 1)
  const last = succeeds ? versions.length : versions.length - 1
  expect(Buffer.from(client.trustedBytes('root'))).toEqual(Buffer.from(repository.newest('root', last)))
})

test.each<readonly [story: string, succeeds: boolean, version: Version]>([
  ['one new key', true, version([2], 1, [2])],
  ['among signatures of nobody', true, version([1], 1, [3, 1, 4])],
  ['without the new key', false, version([2], 1, [1, 3, 4])],
  ['three signatures, one of a key that went', false, version(ONE_NEW, 3, [0, 2, 4])],
  ['one signature too few', false, version(ONE_NEW, 3, [0, 4])],
  ['three of five', true, version(FIVE, 3, [0, 2, 4])],
  ['three of five, in another order', true, version(FIVE, 3, [0, 4, 1])],
  ['three of five, in a third order', true, version(FIVE, 3, [0, 1, 3])],
  ['three of five, the middle', true, version(FIVE, 3, [1, 2, 3])],
  ['three of five, the last', true, version(FIVE, 3, [2, 3, 4])],
])('timestamp, snapshot and targets, %s: %j', async (_, succeeds, change) => {
  for (const role of ['timestamp', 'snapshot', 'targets']) {
    const client = await Client.anchored()
    const { repository } = client
    expect(await client.refresh()).toBe(0)
    take(repository, role, change)
    repository.publish('root', 'targets', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(succeeds ? 0 : 1)
    expect(client.trusted().includes(`${role} 2`)).toBe(succeeds)
  }
})

test.each(['constructor', '__proto__'])(
  'a role that lists a key that nobody has, called %s, is followed',
  async id => {
    const client = await Client.anchored()
    client.repository.keysOf('timestamp').keyids.push(id)
    client.repository.publish('root')
    expect(await client.refresh()).toBe(0)
    expect(client.trusted()).toContain('root 2')
  },
)

test('a role whose key changed, but not its version, is asked for again', async () => {
  const client = await Client.anchored()
  const { repository } = client
  await client.refresh()
  repository.rotateKeys('targets')
  repository.replace('targets', repository.sign('targets'))
  repository.publish('root')
  expect(await client.refresh()).toBe(0)
  expect(client.asked.at(-1)).toBe('targets 1')
})
