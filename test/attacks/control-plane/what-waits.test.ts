import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { REFERENCE } from '../../fixtures/reference.ts'
import { REFERENCE_WITH_ARCHIVE } from '../../fixtures/reference-bundles.ts'
import type { StubPull } from './github.ts'
import type { StubRun } from './run.ts'
import { ControlPlane } from './world.ts'

/** bob merged what nobody approved. What comes after it brings it along. */
describe('a change that waits on the default branch', () => {
  let plane: ControlPlane
  let waits: string

  beforeEach(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'a network' })
    waits = plane.gitHub.commit({ 'topology.yaml': REFERENCE }, 'main')
    await plane.pushed('bob')
  })
  afterEach(() => plane.end())

  const run = (name: string, commit: string): StubRun => {
    const found = plane.gitHub.run(name, commit)
    if (found === undefined) throw new Error(`there is no ${name}`)
    return found
  }
  const propose = async (author: string, topology: string): Promise<StubRun> => {
    const pull = plane.gitHub.open(author, plane.gitHub.commit({ 'topology.yaml': topology }))
    await plane.review(pull.number, author)
    return run('cygnet / plan', pull.head.sha)
  }

  test('is seen by whoever approves a harmless one on top of it', async () => {
    const harmless = await propose('carter', `# a remark\n${REFERENCE}`)
    expect(harmless.output.title).toMatch(/^approval needed: 2 gateways new/)
    expect(harmless.output.text).toContain('rlyeh')
    expect(harmless.output.summary).toContain(`Commit ${waits} of the default branch waits`)
    const { text } = (await plane.api('GET', `/plans/${harmless.external_id}`)).body
    expect(text).toContain('rlyeh')
  })

  test('is not approved by its author through somebody else’s change on top of it', async () => {
    const onTop = await propose('carter', REFERENCE_WITH_ARCHIVE)
    await plane.press('bob', onTop)
    expect((await plane.status()).audit.at(-1)).toMatchObject({ who: 'bob', what: 'approval-refused' })
    const merged = plane.gitHub.commit({ 'topology.yaml': REFERENCE_WITH_ARCHIVE }, 'main')
    await plane.pushed('carter')
    await plane.press('bob', run('cygnet / rollout', merged))
    expect((await plane.status()).release).toBeNull()
    await plane.press('alice', run('cygnet / rollout', merged))
    expect((await plane.status()).release).toMatchObject({ number: 1, approvedBy: 'alice' })
  })
})

/** bob wrote one of several changes that come to the default branch before anybody looks. */
describe('a change that others came on top of before anybody looked', () => {
  let plane: ControlPlane
  let own: StubPull

  const proposed = async (author: string, topology: string): Promise<StubPull> => {
    const pull = plane.gitHub.open(author, plane.gitHub.commit({ 'topology.yaml': topology }))
    await plane.review(pull.number, author)
    return pull
  }
  const approvedAt = async (login: string, commit: string): Promise<string | undefined> => {
    const run = plane.gitHub.run('cygnet / rollout', commit)
    if (run === undefined) throw new Error('there is no cygnet / rollout')
    await plane.press(login, run)
    return (await plane.status()).release?.approvedBy
  }

  beforeEach(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'a network' })
    await plane.pushed('carter')
    own = await proposed('bob', REFERENCE)
  })
  afterEach(() => plane.end())

  test('is not approved by its author, where one push brought it with somebody else’s', async () => {
    const other = await proposed('carter', REFERENCE_WITH_ARCHIVE)
    plane.gitHub.merge(own)
    const tip = plane.gitHub.merge(other)
    await plane.pushed('alice')
    expect(await approvedAt('bob', tip)).toBeUndefined()
    expect(await approvedAt('carter', tip)).toBeUndefined()
    expect(await approvedAt('alice', tip)).toBe('alice')
  })

  test('is not approved by its author, where the topology was broken in between', async () => {
    const broken = await proposed('carter', `${REFERENCE_WITH_ARCHIVE}\nbroken: true\n`)
    plane.gitHub.merge(own)
    plane.gitHub.merge(broken)
    await plane.pushed('alice')
    const mended = plane.gitHub.merge(await proposed('mallory', REFERENCE_WITH_ARCHIVE))
    await plane.pushed('alice')
    expect(await approvedAt('bob', mended)).toBeUndefined()
    expect(await approvedAt('carter', mended)).toBeUndefined()
    expect(await approvedAt('alice', mended)).toBe('alice')
  })
})
