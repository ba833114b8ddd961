import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { MAX_ROLES } from '../../runner/flows/trust/find-artifact.ts'
import { Client } from './client.ts'
import { Repository, timeAfter } from './repository.ts'

type Edge = readonly [from: string, to: string, how?: { paths?: string[]; terminating?: boolean }]

/** A client of a repository with these delegations; everything is published in version 1 of its own. */
const withDelegations = async (
  edges: readonly Edge[],
  files: readonly (readonly [role: string, path: string])[] = [],
) => {
  const repository = new Repository()
  for (const [from, to, how] of edges) repository.delegate(from, to, how)
  for (const [role, path] of files) repository.addArtifact(role, path, `${path} by ${role}`)
  const roles = [...new Set(edges.map(([, to]) => to))]
  repository.publish(...roles, 'targets', 'snapshot', 'timestamp')
  return await Client.anchored(repository)
}

/** The delegated roles that were asked for, in order. */
const visited = (client: Client) =>
  client.asked.slice(4).map(asked => decodeURIComponent(asked.replace(/ \d+$/, '')))

const PY = { paths: ['*.py'] }
const LAST = { terminating: true }
const AB: readonly Edge[] = [
  ['targets', 'A'],
  ['targets', 'B'],
]

describe('the search for a file goes depth first, in the order of the lists', () => {
  test.each<readonly [story: string, edges: readonly Edge[], order: readonly string[]]>([
    ['one role', [['targets', 'A']], ['A']],
    [
      'two roles',
      [
        ['targets', 'A'],
        ['targets', 'B'],
      ],
      ['A', 'B'],
    ],
    ['two levels', [...AB, ['B', 'C']], ['A', 'B', 'C']],
    ['two levels below the first', [...AB, ['A', 'C'], ['A', 'D']], ['A', 'C', 'D', 'B']],
    ['three levels below the first', [...AB, ['A', 'C'], ['C', 'D']], ['A', 'C', 'D', 'B']],
    ['a terminating role ends it', [...AB, ['A', 'C', LAST], ['A', 'D']], ['A', 'C']],
    ['but not for what is below it', [...AB, ['A', 'C', LAST], ['C', 'D']], ['A', 'C', 'D']],
    [
      'a path that does not match',
      [
        ['targets', 'A', PY],
        ['targets', 'B'],
        ['A', 'C'],
      ],
      ['B'],
    ],
    ['a path that does not match further down', [...AB, ['A', 'C', PY], ['C', 'D']], ['A', 'B']],
    ['a circle', [...AB, ['B', 'C'], ['C', 'D'], ['D', 'B']], ['A', 'B', 'C', 'D']],
    ['a role that two delegate to, by the first way there', [...AB, ['B', 'C'], ['A', 'C']], ['A', 'C', 'B']],
    ['the same where only one way matches', [...AB, ['B', 'C'], ['A', 'C', PY]], ['A', 'B', 'C']],
    [
      'names that look like numbers',
      [
        ['targets', '10'],
        ['targets', 'A'],
        ['targets', '2'],
      ],
      ['10', 'A', '2'],
    ],
  ])('%s', async (_, edges, order) => {
    const client = await withDelegations(edges)
    expect(await client.download('missingpath')).toBe(1)
    expect(visited(client)).toEqual(order)
    expect(client.trusted()).toHaveLength(4 + order.length)
  })

  test(`and stops after ${MAX_ROLES} roles, however long the chain is`, async () => {
    const names = Array.from({ length: MAX_ROLES + 8 }, (_, at) => `role${at}`)
    const client = await withDelegations(names.map((name, at) => [names[at - 1] ?? 'targets', name]))
    expect(await client.download('missingpath')).toBe(1)
    expect(visited(client)).toHaveLength(MAX_ROLES)
  })
})

describe('a file', () => {
  const tree = () =>
    withDelegations(
      [
        ['targets', 'A', { paths: ['*.doc', '*.md'] }],
        ['targets', 'B', { paths: ['releases/*/*'] }],
        ['B', 'C', { paths: ['releases/x/*'] }],
        ['B', 'D', { paths: ['releases/y/*.zip'] }],
      ],
      [
        ['targets', 'targetfile'],
        ['A', 'README.md'],
        ['C', 'releases/x/x_v1'],
        ['D', 'releases/y/y_v1.zip'],
        ['D', 'releases/z/z_v1.zip'],
      ],
    )

  test.each([
    ['targetfile', 'targets', []],
    ['README.md', 'A', ['A']],
    ['releases/x/x_v1', 'C', ['B', 'C']],
    ['releases/y/y_v1.zip', 'D', ['B', 'D']],
  ] as const)('%s is found where it is delegated', async (path, role, order) => {
    const client = await tree()
    expect(await client.download(path)).toBe(0)
    expect(visited(client)).toEqual(order)
    expect(Object.values(client.kept())).toEqual([`${path} by ${role}`])
  })

  test('that is not delegated by all roles on the way is not found', async () => {
    const client = await tree()
    expect(await client.download('releases/z/z_v1.zip')).toBe(1)
    expect(visited(client)).toEqual(['B'])
    expect(client.kept()).toEqual({})
  })

  test('by the prefix of the hash of its path', async () => {
    const repository = new Repository()
    const prefix = createHash('sha256').update('some/file').digest('hex').slice(0, 4)
    repository.delegate('targets', 'others', { prefixes: ['zz', prefix === '0000' ? '1' : '0000'] })
    repository.delegate('targets', 'its', { prefixes: [prefix] })
    repository.addArtifact('its', 'some/file', 'content')
    repository.publish('others', 'its', 'targets', 'snapshot', 'timestamp')
    const client = await Client.anchored(repository)
    expect(await client.download('some/file')).toBe(0)
    expect(visited(client)).toEqual(['its'])
  })

  test('in its bin of many (TAP 15)', async () => {
    const repository = new Repository()
    repository.delegateToBins(4, 'bin')
    const at = createHash('sha256').update('some/file').digest('hex').slice(0, 1)
    repository.addArtifact(`bin-${at}`, 'some/file', 'content')
    const bins = [...repository.roles.keys()].filter(name => name !== 'targets')
    repository.publish(...bins, 'targets', 'snapshot', 'timestamp')
    const client = await Client.anchored(repository)
    expect(await client.download('some/file')).toBe(0)
    expect(visited(client)).toEqual([`bin-${at}`])
  })
})

describe('a delegated role', () => {
  const DAY = 24 * 3600 * 1000
  const expiring = async (days: number) => {
    const repository = new Repository()
    repository.delegate('targets', 'delegated', { paths: ['path/*'], expires: timeAfter(days) })
    repository.addArtifact('delegated', 'path/first', 'first')
    repository.addArtifact('delegated', 'path/second', 'second')
    repository.publish('delegated', 'targets', 'snapshot', 'timestamp')
    return { repository, client: await Client.anchored(repository) }
  }

  test('that is expired when it is first seen is not used, and not kept', async () => {
    const { client } = await expiring(-1)
    expect(await client.refresh()).toBe(0)
    expect(await client.download('path/first')).toBe(1)
    expect(client.said).toContain('expired-delegated')
    expect(client.trusted()).toEqual(['root 1', 'snapshot 2', 'targets 2', 'timestamp 2'])
    expect(client.kept()).toEqual({})
  })

  test('that expired since is not used any more', async () => {
    const { client } = await expiring(7)
    expect(await client.download('path/first')).toBe(0)
    client.now = new Date(Date.now() + 18 * DAY)
    expect(await client.download('path/second')).toBe(1)
    expect(Object.values(client.kept())).toEqual(['first'])
  })

  test('that expired since is replaced by its next version', async () => {
    const { repository, client } = await expiring(7)
    expect(await client.download('path/first')).toBe(0)
    repository.role('delegated').expires = timeAfter(21)
    repository.publish('delegated', 'snapshot', 'timestamp')
    client.now = new Date(Date.now() + 18 * DAY)
    expect(await client.download('path/second')).toBe(0)
    expect(client.trusted()).toContain('delegated 2')
  })

  test('signed by the key of another role', async () => {
    const { repository, client } = await expiring(7)
    repository.signers.set('delegated', repository.signersOf('targets'))
    repository.publish('delegated', 'snapshot', 'timestamp')
    expect(await client.download('path/first')).toBe(1)
    expect(client.said).toContain('below-threshold')
  })

  test('that falls back in a new snapshot is refused', async () => {
    const { repository, client } = await expiring(7)
    repository.publish('delegated', 'snapshot', 'timestamp')
    expect(await client.download('path/first')).toBe(0)
    repository.snapshot.meta['delegated.json'] = { version: 1 }
    repository.publish('snapshot', 'timestamp')
    expect(await client.download('path/first')).toBe(1)
    expect(client.said).toContain('rollback-delegated')
  })

  test.each(['?', '#', '/delegatedrole', '../delegatedrole', '.', '..', 'ünïcode', "it's (1)*!", 'a b'])(
    'called %j is asked for and kept where its name says, and nowhere else',
    async name => {
      const client = await withDelegations([['targets', name]])
      expect(await client.download('nonexistent')).toBe(1)
      const quoted = encodeURIComponent(name).replace(
        /[!'()*]/g,
        mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
      )
      expect(client.asked.slice(4)).toEqual([`${quoted} 1`])
      expect(client.trusted()).toContain(`${quoted} 1`)
      expect(client.trusted()).toHaveLength(5)
    },
  )

  test('called like none can be is refused, not asked for', async () => {
    const client = await withDelegations([['targets', 'x'.repeat(300)]])
    expect(await client.download('nonexistent')).toBe(1)
    expect(client.said).toContain('unsafe-name')
    expect(client.trusted()).toHaveLength(4)
  })
})
