import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { REFERENCE } from '../fixtures/reference.ts'
import { REFERENCE_WITH_ARCHIVE } from '../fixtures/reference-bundles.ts'
import type { StubRun } from './control-plane-github.ts'
import { ControlPlane } from './control-plane-world.ts'

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
