import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bundleDigest } from '../../../schema/wire/bundle.ts'
import { REFERENCE } from '../../fixtures/reference.ts'
import { REFERENCE_WITH_ARCHIVE, referenceBundles } from '../../fixtures/reference-bundles.ts'
import type { StubPull } from './github.ts'
import { ControlPlane } from './world.ts'

describe('approvals', () => {
  let plane: ControlPlane
  let pull: StubPull

  beforeEach(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'a network' })
    pull = plane.gitHub.open('bob', plane.gitHub.commit({ 'topology.yaml': REFERENCE }))
    await plane.review(1, 'bob')
  })
  afterEach(() => plane.end())

  const planRun = (commit = pull.head.sha) => {
    const run = plane.gitHub.run('cygnet / plan', commit)
    if (run === undefined) throw new Error('there is no plan check')
    return run
  }
  const rolloutRun = (commit: string) => plane.gitHub.run('cygnet / rollout', commit)
  const approvedBy = async () => (await plane.status()).pulls[0]?.approvedBy
  const audited = async () =>
    (await plane.status()).audit.map(({ what }) => what).filter(what => !what.endsWith('-noticed'))
  const push = (topology: string) => {
    pull.head.sha = plane.gitHub.commit({ 'topology.yaml': topology })
    return plane.review(1, 'bob', 'synchronize')
  }
  const merge = async () => {
    const topology = plane.gitHub.commits.get(pull.head.sha)?.get('topology.yaml') ?? ''
    pull.state = 'closed'
    pull.merged = true
    pull.head.sha = plane.gitHub.commit({ 'topology.yaml': topology }, 'main')
    await plane.pushed('alice')
    return pull.head.sha
  }

  test('the honest way: pressed by a maintainer, merged, published', async () => {
    await plane.press('alice', planRun())
    expect(await approvedBy()).toBe('alice')
    expect(planRun()).toMatchObject({ conclusion: 'success', actions: [] })
    expect(planRun().output.title).toMatch(/^approved by alice/)
    const commit = await merge()
    expect(rolloutRun(commit)).toMatchObject({ conclusion: 'neutral' })
    expect(rolloutRun(commit)?.actions?.map(action => action.identifier)).toEqual([
      'pause-rollout',
      'roll-back',
    ])
    expect(JSON.parse((await plane.stored('metadata/timestamp.json')) ?? '{}').signed.version).toBe(1)
  })

  test('the page of a rollout is for whoever was shown its address, not for whoever reads the metadata', async () => {
    const plan = planRun().external_id
    await plane.press('alice', planRun())
    await merge()
    const role = await plane.api('GET', '/repository/metadata/1.gateway.ulthar.json')
    expect(JSON.stringify(role.body)).toContain(plan)
    expect((await plane.api('GET', `/rollouts/${plan}`)).status).toBe(404)
    const shown = plane.gitHub.app.deployments[0]?.statuses[0]?.log_url ?? ''
    expect((await plane.request('GET', new URL(shown).pathname)).body['text']).toContain('Release 1')
  })

  test('by someone who may not: below the permission, and a stranger', async () => {
    for (const login of ['mallory', 'nobody']) await plane.press(login, planRun())
    expect(await approvedBy()).toBeNull()
    expect(planRun().conclusion).toBe('neutral')
    expect(planRun().output.summary).toContain(
      '**Refused:** mallory: approving takes the permission maintain',
    )
    expect(planRun().output.summary).toContain('**Refused:** nobody')
    expect(await audited()).toEqual(['approval-refused', 'approval-refused'])
  })

  test('of a plan that has since changed', async () => {
    const before = { ...planRun() }
    await push(REFERENCE_WITH_ARCHIVE)
    await plane.press('alice', before)
    expect(await approvedBy()).toBeNull()
    expect(await audited()).toEqual(['approval-refused'])
    const answer = await plane.api('POST', '/approvals', {
      body: { plan: before.external_id },
      token: 'token-of-alice',
    })
    expect([answer.status, answer.body.error?.code]).toEqual([409, 'plan-not-current'])
  })

  test('is void when one byte of a bundle changes, and kept when none does', async () => {
    await plane.press('alice', planRun())
    await push(`# a remark\n${REFERENCE}`)
    expect(await approvedBy()).toBe('alice')
    await push(REFERENCE_WITH_ARCHIVE)
    expect(await approvedBy()).toBeNull()
    expect((await plane.status()).audit.at(-1)).toMatchObject({ who: 'bob', what: 'approval-ended' })
    const commit = await merge()
    expect(rolloutRun(commit)).toMatchObject({ conclusion: 'action_required' })
    expect(await plane.stored('metadata/timestamp.json')).toBeUndefined()
  })

  test('of one’s own change, also of one that one only pushed to', async () => {
    await plane.press('bob', planRun())
    expect(planRun().output.summary).toContain('**Refused:** bob: it is their own change')
    pull.head.sha = plane.gitHub.commit({ 'topology.yaml': REFERENCE_WITH_ARCHIVE })
    await plane.review(1, 'alice', 'synchronize')
    await plane.press('alice', planRun())
    expect(await approvedBy()).toBeNull()
    await plane.press('carter', planRun())
    expect(await approvedBy()).toBe('carter')
  })

  test('of a change that makes its author an approver: who may is read from the base', async () => {
    const greedy = REFERENCE.replace(
      /^cygnet: 1$/m,
      'cygnet: 1\nrollout: { approvers: { users: [mallory], self: true } }',
    )
    const other = plane.gitHub.open('mallory', plane.gitHub.commit({ 'topology.yaml': greedy }))
    await plane.review(2, 'mallory')
    await plane.press('mallory', planRun(other.head.sha))
    expect(await approvedBy()).toBeNull()
    expect(await audited()).toEqual(['approval-refused'])
  })

  test('from a fork', async () => {
    const head = plane.gitHub.commit({ 'topology.yaml': REFERENCE_WITH_ARCHIVE })
    plane.gitHub.open('nobody', head, 'nobody/network')
    await plane.review(2, 'nobody')
    expect(planRun(head)).toMatchObject({ conclusion: 'neutral', actions: [] })
    await plane.press('alice', planRun(head))
    expect(await audited()).toEqual(['approval-refused'])
    expect(planRun(head).output.summary).toContain('**Refused:** alice: a change from a fork')
  })

  test('is good for one release: going back to it takes another word', async () => {
    await plane.press('alice', planRun())
    await merge()
    for (const bundle of referenceBundles()) {
      const digest = bundleDigest(bundle)
      const change = { bundle: digest, inForce: digest }
      const gateway = bundle.gateway === 'rlyeh' ? 'rlyeh' : 'ulthar'
      await plane.api('POST', '/reports', { body: plane.report(gateway, change) })
    }
    const second = plane.gitHub.commit({ 'topology.yaml': REFERENCE_WITH_ARCHIVE }, 'main')
    await plane.pushed('bob')
    await plane.press('alice', rolloutRun(second) ?? planRun())
    expect((await plane.status()).release).toMatchObject({ number: 2, commit: second })
    const back = plane.gitHub.commit({ 'topology.yaml': REFERENCE }, 'main')
    await plane.pushed('bob')
    expect(rolloutRun(back)).toMatchObject({ conclusion: 'action_required' })
    expect((await plane.status()).release).toMatchObject({ number: 2 })
  })

  test('by someone who may not any more by the time of the merge starts nothing', async () => {
    await plane.press('alice', planRun())
    await merge()
    pull = plane.gitHub.open('bob', plane.gitHub.commit({ 'topology.yaml': REFERENCE_WITH_ARCHIVE }))
    await plane.review(2, 'bob')
    await plane.press('alice', planRun())
    expect(await approvedBy()).toBe('alice')
    plane.gitHub.roles.set('alice', 'read')
    const commit = await merge()
    plane.gitHub.roles.set('alice', 'maintain')
    expect(rolloutRun(commit)).toMatchObject({ conclusion: 'action_required' })
    const { release, audit } = await plane.status()
    expect(release).toMatchObject({ number: 1 })
    expect(audit.find(({ what }) => what === 'approval-ended')?.detail).toContain('may-no-more')
  })

  test('of a change that was merged into something else does not wait for the branch to come to it', async () => {
    await plane.press('alice', planRun())
    pull.state = 'closed'
    pull.merged = true
    plane.gitHub.commit({ 'topology.yaml': REFERENCE_WITH_ARCHIVE }, 'main')
    await plane.webhook('pull_request', {
      action: 'closed',
      number: 1,
      pull_request: { merged: true },
      sender: { login: 'bob' },
    })
    await plane.pushed('bob')
    expect((await plane.status()).audit.at(-1)).toMatchObject({ what: 'approval-ended' })
    const later = plane.gitHub.commit({ 'topology.yaml': REFERENCE }, 'main')
    await plane.pushed('mallory')
    expect(rolloutRun(later)).toMatchObject({ conclusion: 'action_required' })
    expect((await plane.status()).release).toBeNull()
  })

  test('of one’s own change, with one’s name in other letters', async () => {
    await plane.press('BOB', planRun())
    expect(await approvedBy()).toBeNull()
    expect(planRun().output.summary).toContain('**Refused:** bob: it is their own change')
  })

  test('on a check that another App shows, with our button and our plan on it', async () => {
    const { name, head_sha, external_id } = planRun()
    await plane.webhook('check_run', {
      action: 'requested_action',
      requested_action: { identifier: 'approve-rollout' },
      check_run: { name, head_sha, external_id, app: { id: 666 } },
      sender: { login: 'alice' },
    })
    await plane.settled()
    expect(await approvedBy()).toBeNull()
    expect(await audited()).toEqual([])
  })

  test('of a change that was closed: what was given ends, and no more is taken', async () => {
    await plane.press('alice', planRun())
    pull.state = 'closed'
    await plane.webhook('pull_request', {
      action: 'closed',
      number: 1,
      pull_request: { merged: false },
      sender: { login: 'bob' },
    })
    await plane.settled()
    const body = { plan: planRun().external_id }
    const answer = await plane.api('POST', '/approvals', { body, token: 'token-of-carter' })
    expect(answer.body.error?.code).toBe('plan-not-current')
    const commit = await merge()
    expect(rolloutRun(commit)).toMatchObject({ conclusion: 'action_required' })
    expect(await plane.stored('metadata/timestamp.json')).toBeUndefined()
  })

  test('after the merge: the button on the merge commit starts it, but not for its author', async () => {
    const commit = await merge()
    expect(rolloutRun(commit)?.output.text).toContain('2 gateways')
    await plane.press('bob', rolloutRun(commit) ?? planRun())
    expect(rolloutRun(commit)).toMatchObject({ conclusion: 'action_required' })
    expect(rolloutRun(commit)?.output.summary).toContain('**Refused:** bob')
    await plane.press('alice', rolloutRun(commit) ?? planRun())
    expect(rolloutRun(commit)).toMatchObject({ conclusion: 'neutral' })
    expect(rolloutRun(commit)?.actions?.map(action => action.identifier)).toEqual([
      'pause-rollout',
      'roll-back',
    ])
    expect(await audited()).toContain('release-started')
  })

  test('with a token that is nobody’s, or none', async () => {
    const body = { plan: planRun().external_id }
    const forged = await plane.api('POST', '/approvals', { body, token: 'ghp_guess' })
    const bare = await plane.api('POST', '/approvals', { body })
    expect([forged.status, bare.status]).toEqual([401, 401])
    const taken = await plane.api('POST', '/approvals', { body, token: 'token-of-alice' })
    expect(taken).toMatchObject({ status: 200, body: { by: 'alice' } })
  })
})
