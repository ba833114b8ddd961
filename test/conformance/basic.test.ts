import { describe, expect, test } from 'vitest'
import { Client } from './client.ts'
import { newKey } from './keys.ts'
import { Repository, timeAfter } from './repository.ts'

const ALL = ['root 1', 'snapshot 1', 'targets 1', 'timestamp 1']

describe('a refresh', () => {
  test('asks for the next root, timestamp, snapshot, targets, in this order and nothing else', async () => {
    const client = await Client.anchored()
    expect(client.asked).toEqual([])
    expect(await client.refresh()).toBe(0)
    expect(client.asked).toEqual(['root 2', 'timestamp', 'snapshot 1', 'targets 1'])
    expect(client.trusted()).toEqual(ALL)
  })

  test('keeps the very bytes that were served', async () => {
    const client = await Client.anchored()
    const { repository } = client
    repository.replace('timestamp', Buffer.concat([repository.newest('timestamp'), Buffer.from(' ')]))
    expect(await client.refresh()).toBe(0)
    for (const role of ['root', 'timestamp', 'snapshot', 'targets'])
      expect(Buffer.from(client.trustedBytes(role))).toEqual(Buffer.from(repository.newest(role)))
  })

  test('comes before a download, also of a file that nobody lists', async () => {
    const client = await Client.anchored()
    expect(await client.download('nonexistent artifact')).toBe(1)
    expect(client.said).toContain('no-target')
    expect(client.asked).toEqual(['root 2', 'timestamp', 'snapshot 1', 'targets 1'])
    expect(client.trusted()).toEqual(ALL)
  })

  test('without consistent snapshots asks for plain names', async () => {
    const repository = new Repository()
    repository.root.consistent_snapshot = false
    repository.publish('root')
    const client = await Client.anchored(repository)
    expect(await client.refresh()).toBe(0)
    expect(client.asked).toEqual(['root 2', 'root 3', 'timestamp', 'snapshot', 'targets'])
  })
})

describe('an initial root', () => {
  const spoilt = async (
    spoil: (root: { signed: { version?: number }; signatures: { sig: string }[] }) => void,
  ) => {
    const client = await Client.begin()
    const root = JSON.parse(Buffer.from(client.repository.newest('root')).toString())
    spoil(root)
    expect(await client.init(Buffer.from(JSON.stringify(root)))).toBe(1)
    expect(await client.refresh()).toBe(1)
    expect(client.asked).toEqual([])
  }

  test('without a version: nothing is asked of the repository', () =>
    spoilt(root => delete root.signed.version))

  test('whose signature is of somebody else: the same', () =>
    spoilt(root => {
      for (const signature of root.signatures) signature.sig = newKey().sign(Buffer.from('other'))
    }))
})

describe('metadata that is not signed, or not what its address says', () => {
  const inOrder = ['root', 'timestamp', 'snapshot', 'targets']
  const before = (role: string) => {
    if (role === 'root') return ['root 1']
    const done = inOrder.slice(0, inOrder.indexOf(role))
    return done.map(name => `${name} 2`).sort()
  }

  test.each(inOrder)('%s without its signature: what came before it is kept, it is not', async role => {
    const client = await Client.anchored()
    client.repository.signersOf(role).pop()
    client.repository.publish('root', 'targets', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('below-threshold')
    expect(client.trusted()).toEqual(before(role))
  })

  test('a root of another version than was asked for', async () => {
    const client = await Client.anchored()
    client.repository.root.version++
    client.repository.publish('root')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('root-version')
    expect(client.trusted()).toEqual(['root 1'])
  })

  test('a snapshot of another version than was asked for', async () => {
    const client = await Client.anchored()
    const { repository } = client
    repository.snapshot.version++
    repository.publish('snapshot')
    repository.timestamp.meta['snapshot.json'] = { version: 2 }
    repository.publish('timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('snapshot-mismatch')
    expect(client.trusted()).toEqual(['root 1', 'timestamp 2'])
  })

  test('targets of another version than were asked for', async () => {
    const client = await Client.anchored()
    const { repository } = client
    repository.targets.version++
    repository.publish('targets')
    repository.snapshot.meta['targets.json'] = { version: 2 }
    repository.publish('snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('targets-mismatch')
    expect(client.trusted()).toEqual(['root 1', 'snapshot 2', 'timestamp 2'])
  })

  test('a snapshot served as timestamp, signed by the right key', async () => {
    const client = await Client.anchored()
    const { repository } = client
    const [timestampKey] = repository.signersOf('timestamp')
    if (!timestampKey) throw new Error('no key')
    repository.addKey('snapshot', timestampKey)
    repository.snapshot.meta = { 'snapshot.json': { version: 1 } }
    repository.publish('root', 'snapshot')
    repository.serve('timestamp', repository.newest('snapshot'))
    expect(await client.refresh()).toBe(1)
    expect(client.trusted()).toEqual(['root 2'])
  })
})

describe('what the repository does not hold', () => {
  const refreshed = async () => {
    const client = await Client.anchored()
    expect(await client.refresh()).toBe(0)
    return client
  }

  test('the timestamp', async () => {
    const client = await refreshed()
    client.repository.published.delete('timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.asked.at(-1)).toBe('timestamp')
  })

  test('the snapshot that the timestamp names', async () => {
    const client = await refreshed()
    client.repository.timestamp.meta['snapshot.json'] = { version: 2 }
    client.repository.publish('timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.asked.at(-1)).toBe('snapshot 2')
    expect(client.trusted()).toEqual(['root 1', 'snapshot 1', 'targets 1', 'timestamp 2'])
  })

  test('the targets that the snapshot names', async () => {
    const client = await refreshed()
    client.repository.snapshot.meta['targets.json'] = { version: 2 }
    client.repository.publish('snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.asked.at(-1)).toBe('targets 2')
    expect(client.trusted()).toEqual(['root 1', 'snapshot 2', 'targets 1', 'timestamp 2'])
  })
})

describe('content that changed without its version', () => {
  test('a timestamp: the one that is trusted stays', async () => {
    const client = await Client.anchored()
    await client.refresh()
    const { repository } = client
    const before = client.trustedBytes('timestamp')
    repository.timestamp.meta['snapshot.json'] = { version: 100 }
    repository.replace('timestamp', repository.sign('timestamp'))
    expect(await client.refresh()).toBe(0)
    expect(client.asked.at(-1)).toBe('timestamp')
    expect(client.trustedBytes('timestamp')).toEqual(before)
  })

  test('new targets that no snapshot names are not asked for', async () => {
    const client = await Client.anchored()
    await client.refresh()
    client.repository.publish('targets')
    expect(await client.refresh()).toBe(0)
    expect(client.asked.at(-1)).toBe('timestamp')
    expect(client.trusted()).toEqual(ALL)
  })

  test('hashes of metadata count where they are named', async () => {
    const repository = new Repository()
    repository.hashes = true
    repository.publish('targets', 'snapshot', 'timestamp')
    const client = await Client.anchored(repository)
    expect(await client.refresh()).toBe(0)
    repository.publish('targets')
    Object.assign(repository.snapshot.meta['targets.json']?.hashes ?? {}, { sha256: '4'.repeat(64) })
    repository.publish('snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('targets-mismatch')
    expect(client.trusted()).toEqual(['root 1', 'snapshot 3', 'targets 2', 'timestamp 3'])
  })
})

describe('fields that no standard knows', () => {
  test('in a root, a key and a role are part of what is signed, and no obstacle', async () => {
    const client = await Client.anchored()
    await client.refresh()
    const { repository } = client
    repository.root['custom-field'] = 'value'
    repository.addKey('root', newKey('ecdsa', { 'extra-field': { a: 1, b: 2 } }))
    repository.keysOf('root')['another-field'] = 'value'
    repository.publish('root')
    expect(await client.refresh()).toBe(0)
    expect(client.trusted()[0]).toBe('root 2')
  })

  test('also in timestamp and snapshot, where models know only what they need', async () => {
    const client = await Client.anchored()
    const { repository } = client
    repository.timestamp.meta['other.json'] = { version: 7 }
    repository.snapshot['custom'] = { of: ['ours', 1, null, true] }
    repository.publish('snapshot', 'timestamp')
    expect(await client.refresh()).toBe(0)
  })

  test('a misleading keyid_hash_algorithms means nothing', async () => {
    const client = await Client.anchored()
    const { repository } = client
    repository.keysOf('snapshot').keyids = []
    repository.signers.set('snapshot', [])
    repository.addKey('snapshot', newKey('ecdsa', { keyid_hash_algorithms: 'md5' }))
    repository.publish('root', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(0)
  })
})

describe('time', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000)

  test.each(['timestamp', 'snapshot', 'targets'])('an expired %s is not kept', async role => {
    const client = await Client.anchored()
    await client.refresh()
    const { repository } = client
    const signed =
      { timestamp: repository.timestamp, snapshot: repository.snapshot }[role] ?? repository.targets
    signed.expires = timeAfter(-5)
    repository.publish('targets', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain(`expired-${role}`)
    expect(client.trusted()).toContain(`${role} 1`)
  })

  test('an expired root is kept, and nothing below it is looked at', async () => {
    const client = await Client.anchored()
    await client.refresh()
    client.repository.root.expires = timeAfter(-1)
    client.repository.publish('root', 'targets', 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.trusted()).toEqual(['root 2', 'snapshot 1', 'targets 1', 'timestamp 1'])
  })

  test('a root that expires between is only an error if it is the last one', async () => {
    const client = await Client.anchored()
    client.repository.root.expires = timeAfter(-1)
    client.repository.publish('root')
    client.repository.root.expires = timeAfter(1)
    client.repository.publish('root')
    expect(await client.refresh()).toBe(0)
  })

  test('expired metadata on disk still serves to refuse older and to take newer', async () => {
    const client = await Client.anchored()
    const { repository } = client
    repository.timestamp.expires = timeAfter(7)
    repository.publish('timestamp')
    await client.refresh()
    repository.timestamp.expires = timeAfter(21)
    repository.publish('targets', 'snapshot', 'timestamp')
    client.now = inDays(18)
    expect(await client.refresh()).toBe(0)
    expect(client.trusted()).toEqual(['root 1', 'snapshot 2', 'targets 2', 'timestamp 3'])
  })

  test('the clock of the client is the one that counts', async () => {
    const client = await Client.anchored()
    client.repository.root.expires = timeAfter(7)
    client.repository.publish('root')
    expect(await client.refresh()).toBe(0)
    client.now = inDays(8)
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('expired-root')
  })
})
