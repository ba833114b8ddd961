import { describe, expect, test } from 'vitest'
import { Client } from './client.ts'
import { Repository } from './repository.ts'

describe('a rollback', () => {
  test('of the snapshot alone: the one that is trusted is the one that is named', async () => {
    const client = await Client.anchored()
    const { repository } = client
    repository.publish('snapshot', 'timestamp')
    expect(await client.refresh()).toBe(0)
    repository.replace('snapshot', repository.newest('snapshot', 1))
    expect(await client.refresh()).toBe(0)
    expect(client.asked.at(-1)).toBe('timestamp')
    expect(client.trusted()).toContain('snapshot 2')
  })

  test('of the timestamp', async () => {
    const client = await Client.anchored()
    const { repository } = client
    repository.publish('timestamp')
    expect(await client.refresh()).toBe(0)
    repository.serve('timestamp', repository.newest('timestamp', 1))
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('rollback-timestamp')
    expect(client.asked.at(-1)).toBe('timestamp')
    expect(client.trusted()).toContain('timestamp 2')
  })

  test.each([false, true])('of the snapshot by a new timestamp (with hashes: %j)', async hashes => {
    const repository = new Repository()
    repository.hashes = hashes
    repository.publish('snapshot', 'timestamp')
    const client = await Client.anchored(repository)
    expect(await client.refresh()).toBe(0)
    repository.timestamp.meta['snapshot.json'] = { version: 1 }
    repository.publish('timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('rollback-snapshot')
    expect(client.asked.at(-1)).toBe('timestamp')
    expect(client.trusted()).toEqual(['root 1', 'snapshot 2', 'targets 1', 'timestamp 2'])
  })

  test.each([false, true])('of the targets by a new snapshot (with hashes: %j)', async hashes => {
    const repository = new Repository()
    repository.hashes = hashes
    repository.publish('targets', 'snapshot', 'timestamp')
    const client = await Client.anchored(repository)
    expect(await client.refresh()).toBe(0)
    repository.snapshot.meta['targets.json'] = { version: 1 }
    repository.publish('snapshot', 'timestamp')
    expect(await client.refresh()).toBe(1)
    expect(client.said).toContain('rollback-targets')
    expect(client.trusted()).toEqual(['root 1', 'snapshot 2', 'targets 2', 'timestamp 3'])
  })

  test('of the snapshot that hides behind a version in its file only', async () => {
    const client = await Client.anchored()
    const { repository } = client
    repository.snapshot.version++
    repository.replace('snapshot', repository.sign('snapshot'))
    expect(await client.refresh()).toBe(1)
    expect(client.asked.at(-1)).toBe('snapshot 1')
    expect(client.trusted()).toEqual(['root 1', 'timestamp 1'])
  })
})

describe('a fast-forward is undone by new keys', () => {
  /** Version 1 again, in a history that starts anew. */
  const again = (repository: Repository, ...roles: string[]) => {
    for (const role of roles) repository.published.delete(role)
    if (roles.includes('timestamp')) repository.timestamp.version = 1
    if (roles.includes('snapshot')) repository.snapshot.version = 1
    if (roles.includes('targets')) repository.targets.version = 1
    repository.publish(...roles)
  }
  const ahead = async (role: string, ...above: string[]) => {
    const repository = new Repository()
    for (let count = 0; count < 99; count++) repository.publish(role)
    repository.publish(...above)
    const client = await Client.anchored(repository)
    expect(await client.refresh()).toBe(0)
    expect(client.trusted()).toContain(`${role} 100`)
    return { repository, client }
  }

  test('of the timestamp', async () => {
    const { repository, client } = await ahead('timestamp')
    repository.rotateKeys('timestamp')
    repository.publish('root')
    again(repository, 'timestamp')
    expect(await client.refresh()).toBe(0)
    expect(client.trusted()).toContain('timestamp 1')
  })

  test('of the snapshot', async () => {
    const { repository, client } = await ahead('snapshot', 'timestamp')
    repository.rotateKeys('snapshot')
    repository.rotateKeys('timestamp')
    repository.publish('root')
    again(repository, 'snapshot', 'timestamp')
    expect(await client.refresh()).toBe(0)
    expect(client.trusted()).toEqual(['root 2', 'snapshot 1', 'targets 1', 'timestamp 1'])
  })

  test('of the targets, by a new key of the snapshot', async () => {
    const { repository, client } = await ahead('targets', 'snapshot', 'timestamp')
    repository.rotateKeys('snapshot')
    repository.publish('root')
    again(repository, 'targets', 'snapshot')
    repository.publish('timestamp')
    expect(await client.refresh()).toBe(0)
    expect(client.trusted()).toContain('targets 1')
  })
})
