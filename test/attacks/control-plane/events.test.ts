import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { REFERENCE } from '../../fixtures/reference.ts'
import { REFERENCE_WITH_ARCHIVE } from '../../fixtures/reference-bundles.ts'
import type { StubPull } from './github.ts'
import { APP_ID, type StubRun } from './run.ts'
import { ControlPlane } from './world.ts'

/** A plane with a reviewed pull request of bob's, and hands to move it as people do on GitHub. */
class Story {
  readonly plane: ControlPlane
  readonly pull: StubPull

  private constructor(plane: ControlPlane, pull: StubPull) {
    this.plane = plane
    this.pull = pull
  }

  static async begin(): Promise<Story> {
    const plane = await ControlPlane.begin({ 'README.md': 'a network' })
    const pull = plane.gitHub.open('bob', plane.gitHub.commit({ 'topology.yaml': REFERENCE }))
    await plane.review(1, 'bob')
    return new Story(plane, pull)
  }

  run(commit = this.pull.head.sha): StubRun {
    const run = this.plane.gitHub.run('cygnet / plan', commit)
    if (run === undefined) throw new Error('there is no plan check')
    return run
  }

  async approvedBy(): Promise<string | null | undefined> {
    return (await this.plane.status()).pulls[0]?.approvedBy
  }

  async tell(event: string, payload: Record<string, unknown>): Promise<void> {
    const { status } = await this.plane.webhook(event, { sender: { login: 'bob' }, ...payload })
    expect(status).toBe(200)
    await this.plane.settled()
  }

  /** Says what became of the pull request. */
  tellPull(action: string, more: Record<string, unknown> = {}): Promise<void> {
    const { number, merged } = this.pull
    return this.tell('pull_request', { action, number, pull_request: { merged }, ...more })
  }

  forcePush(topology: string): Promise<void> {
    this.pull.head.sha = this.plane.gitHub.commit({ 'topology.yaml': topology })
    return this.tellPull('synchronize')
  }
}

let story: Story
beforeEach(async () => {
  story = await Story.begin()
})
afterEach(() => story.plane.end())

describe('a merge queue', () => {
  const queue = async (topology: string, branch = 'main'): Promise<StubRun | undefined> => {
    const { gitHub } = story.plane
    const commit = gitHub.commit({ 'topology.yaml': topology })
    await story.tell('merge_group', {
      action: 'checks_requested',
      merge_group: {
        head_sha: commit,
        base_sha: gitHub.branches.get('main'),
        base_ref: `refs/heads/${branch}`,
      },
    })
    return gitHub.run('cygnet / plan', commit)
  }

  test('a plan that was approved is green at once', async () => {
    await story.plane.press('alice', story.run())
    const run = await queue(REFERENCE)
    expect(run).toMatchObject({ status: 'completed', conclusion: 'success', actions: [] })
    expect(run?.output.title).toMatch(/^approved by alice/)
  })

  test('one that nobody approved is said to be, and is not approved from there', async () => {
    await story.plane.press('alice', story.run())
    const run = await queue(REFERENCE_WITH_ARCHIVE)
    expect(run).toMatchObject({ conclusion: 'neutral', actions: [] })
    expect(run?.output.title).toMatch(/^not approved yet: /)
    await story.plane.press('alice', run ?? story.run())
    const written = (await story.plane.status()).audit.map(entry => entry.what)
    expect(written.filter(what => !what.endsWith('-noticed'))).toEqual(['approved', 'approval-refused'])
  })

  test('mistakes are on their lines, and the queue does not wait for ever', async () => {
    const broken = await queue(`${REFERENCE}\nsurprise: 1\n`)
    expect(broken).toMatchObject({ conclusion: 'failure', annotations: [{ path: 'topology.yaml' }] })
    expect(await queue(REFERENCE, 'next')).toMatchObject({ conclusion: 'neutral' })
  })
})

describe('checks that are asked for again', () => {
  const counted = (commit: string) =>
    story.plane.gitHub.calls.filter(call => call.endsWith(`/git/trees/${commit}`)).length

  test('one of them, of a pull request', async () => {
    const before = counted(story.pull.head.sha)
    await story.tell('check_run', {
      action: 'rerequested',
      check_run: { name: 'cygnet / plan', head_sha: story.pull.head.sha, app: { id: APP_ID } },
    })
    expect(counted(story.pull.head.sha)).toBe(before + 1)
  })

  test('all of them, of a pull request, of a merge group, of the default branch', async () => {
    const suite = (commit: string, branch: string) =>
      story.tell('check_suite', {
        action: 'rerequested',
        check_suite: { head_sha: commit, head_branch: branch, app: { id: APP_ID } },
      })
    const { gitHub } = story.plane
    const before = counted(story.pull.head.sha)
    await suite(story.pull.head.sha, 'topic-1')
    expect(counted(story.pull.head.sha)).toBe(before + 1)
    const group = gitHub.commit({ 'topology.yaml': REFERENCE })
    await suite(group, 'gh-readonly-queue/main/pr-1')
    expect(gitHub.run('cygnet / plan', group)).toMatchObject({ conclusion: 'neutral', actions: [] })
    const tip = gitHub.branches.get('main') ?? ''
    const looked = counted(tip)
    await suite(tip, 'main')
    expect(counted(tip)).toBeGreaterThan(looked)
  })
})

describe('a pull request', () => {
  test('that is pushed to by force keeps its approval while the bundles are the same, and no longer', async () => {
    await story.plane.press('alice', story.run())
    await story.forcePush(`# another history, the same network\n${REFERENCE}`)
    expect(await story.approvedBy()).toBe('alice')
    expect(story.run()).toMatchObject({ conclusion: 'success' })
    await story.forcePush(REFERENCE_WITH_ARCHIVE)
    expect(await story.approvedBy()).toBeNull()
    // Nor does it come back with the bytes that it was given for.
    await story.forcePush(REFERENCE)
    expect(await story.approvedBy()).toBeNull()
  })

  test('that is closed and opened again is approved anew', async () => {
    await story.plane.press('alice', story.run())
    story.pull.state = 'closed'
    await story.tellPull('closed')
    expect((await story.plane.status()).pulls).toEqual([])
    story.pull.state = 'open'
    await story.tellPull('reopened')
    expect(await story.approvedBy()).toBeNull()
    expect(story.run()).toMatchObject({ conclusion: 'neutral' })
  })

  test('that goes to another branch now has nothing to approve', async () => {
    await story.plane.press('alice', story.run())
    const before = { ...story.run() }
    story.pull.base.ref = 'next'
    await story.tellPull('edited', { changes: { base: { ref: { from: 'main' } } } })
    expect((await story.plane.status()).pulls).toEqual([])
    expect(story.run().output.title).toBe('goes to another branch now')
    await story.plane.press('alice', before)
    expect((await story.plane.status()).audit.at(-1)?.what).toBe('approval-refused')
  })

  test('whose head branch was deleted is closed, however late that is heard', async () => {
    await story.plane.press('alice', story.run())
    story.pull.state = 'closed'
    // GitHub says both; the second is lost.
    await story.tell('push', { ref: 'refs/heads/topic-1', after: '0'.repeat(40), deleted: true })
    expect((await story.plane.status()).pulls).toEqual([])
    const { plan } = { plan: story.run().external_id }
    const again = await story.plane.api('POST', '/approvals', { body: { plan }, token: 'token-of-carter' })
    expect(again.body.error?.code).toBe('plan-not-current')
  })

  test('that is not there any more is let go of', async () => {
    story.plane.gitHub.pulls.length = 0
    await story.tellPull('synchronize')
    const { pulls, stuck } = await story.plane.status()
    expect([pulls, stuck]).toEqual([[], []])
  })

  test('whose head vanished while it was looked at is tried again, and then closed', async () => {
    story.pull.head.sha = 'f'.repeat(40)
    await story.tellPull('synchronize')
    expect((await story.plane.status()).stuck.map(({ why }) => why)).toContainEqual(
      expect.stringMatching(/^ForgeError: not-found: /),
    )
    story.pull.state = 'closed'
    await story.tellPull('synchronize')
    await expect.poll(async () => (await story.plane.status()).stuck, { timeout: 60_000 }).toEqual([])
    expect((await story.plane.status()).pulls).toEqual([])
  })
})

describe('the default branch', () => {
  const rename = (): string => {
    const { gitHub } = story.plane
    gitHub.defaultBranch = 'trunk'
    return gitHub.commit({ 'topology.yaml': REFERENCE_WITH_ARCHIVE }, 'trunk')
  }

  test('that is another one now is followed', async () => {
    const tip = rename()
    await story.tell('repository', { action: 'edited', changes: { default_branch: { from: 'main' } } })
    expect(story.plane.gitHub.run('cygnet / rollout', tip)).toMatchObject({ conclusion: 'action_required' })
    // What goes to the old one is nobody's rollout.
    expect((await story.plane.status()).pulls).toEqual([])
  })

  test('is followed without being told', async () => {
    const tip = rename()
    await story.plane.settled()
    expect(story.plane.gitHub.run('cygnet / rollout', tip)).toMatchObject({ conclusion: 'action_required' })
    expect((await story.plane.status()).pulls).toEqual([])
  })

  test('that was deleted under its old name moves nothing', async () => {
    const calls = story.plane.gitHub.calls.length
    await story.plane.webhook('push', {
      ref: 'refs/heads/main',
      after: '0'.repeat(40),
      deleted: true,
      sender: { login: 'bob' },
    })
    expect((await story.plane.status()).stuck).toEqual([])
    expect(story.plane.gitHub.calls.slice(calls).filter(call => call.includes('/git/'))).toEqual([])
  })

  test('a push speaks for its own commit, and whoever pushed before is an author as well', async () => {
    const { gitHub } = story.plane
    gitHub.listed = false
    const first = gitHub.commit({ 'topology.yaml': REFERENCE }, 'main')
    const second = gitHub.commit({ 'topology.yaml': REFERENCE_WITH_ARCHIVE }, 'main')
    await story.tell('push', {
      ref: 'refs/heads/main',
      after: first,
      deleted: false,
      sender: { login: 'alice' },
    })
    // The stub's commits are carter's, as Git says; alice pushed the other one.
    const run = gitHub.run('cygnet / rollout', second)
    await story.plane.press('carter', run ?? story.run())
    expect((await story.plane.status()).audit.at(-1)).toMatchObject({
      who: 'carter',
      what: 'approval-refused',
    })
    await story.plane.press('alice', run ?? story.run())
    expect((await story.plane.status()).audit.at(-1)).toMatchObject({
      who: 'alice',
      what: 'approval-refused',
    })
  })
})
