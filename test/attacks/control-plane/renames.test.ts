import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { REFERENCE } from '../../fixtures/reference.ts'
import { REFERENCE_WITH_ARCHIVE } from '../../fixtures/reference-bundles.ts'
import { ControlPlane } from './world.ts'

/** The topology with a limit beyond which two people have to approve: a change of both gateways is. */
const careful = (topology: string): string =>
  topology.replace(/^rollout:$/m, 'rollout:\n  limit: { gateways: 1 }')

describe('somebody who goes by another login since', () => {
  let plane: ControlPlane
  beforeEach(async () => {
    plane = await ControlPlane.begin({ 'topology.yaml': careful(REFERENCE) })
    plane.gitHub.roles.set('dana', 'admin')
    plane.gitHub.open('bob', plane.gitHub.commit({ 'topology.yaml': careful(REFERENCE_WITH_ARCHIVE) }))
    await plane.review(1, 'bob')
  })
  afterEach(() => plane.end())

  const run = () => {
    const { sha } = plane.gitHub.pulls[0]?.head ?? {}
    const found = plane.gitHub.run('cygnet / plan', sha ?? '')
    if (found === undefined) throw new Error('there is no plan check')
    return found
  }
  const approvedBy = async () => (await plane.status()).pulls[0]?.approvedBy

  test('and wrote the change is refused, by the button and by the tool', async () => {
    plane.gitHub.rename('bob', 'robert')
    await plane.press('robert', run())
    expect(run().output.summary).toContain('**Refused:** robert: it is their own change')
    const body = { plan: run().external_id }
    const answer = await plane.api('POST', '/approvals', { body, token: 'token-of-bob' })
    expect([answer.status, answer.body.error?.code]).toEqual([403, 'own-change'])
    expect(await approvedBy()).toBeNull()
  })

  test('and only pushed to it is refused as well', async () => {
    const pull = plane.gitHub.pulls[0]
    if (pull === undefined) throw new Error('there is no pull request')
    pull.head.sha = plane.gitHub.commit({ 'topology.yaml': `${careful(REFERENCE_WITH_ARCHIVE)}# more\n` })
    await plane.review(1, 'dana', 'synchronize')
    plane.gitHub.rename('dana', 'diana')
    await plane.press('diana', run())
    expect(run().output.summary).toContain('**Refused:** diana: it is their own change')
    await plane.press('alice', run())
    expect(await approvedBy()).toBe('alice')
  })

  test('does not count twice: the first word stays his one word', async () => {
    await plane.press('alice', run())
    plane.gitHub.rename('alice', 'alicia')
    await plane.press('alicia', run())
    expect(await approvedBy()).toBe('alice')
    expect((await plane.status()).pulls[0]?.needed).toBe(2)
    await plane.press('dana', run())
    expect(await approvedBy()).toBe('alice and dana')
    const said = (await plane.status()).audit.filter(({ what }) => what === 'approved')
    expect(said.map(({ detail }) => JSON.parse(detail).whoId)).toEqual(
      ['alicia', 'dana'].map(login => plane.gitHub.idOf(login)),
    )
  })

  test('leaves a name that somebody else may take, and nothing that was his comes with it', async () => {
    await plane.press('alice', run())
    plane.gitHub.rename('alice', 'alicia')
    plane.gitHub.rename('dana', 'alice')
    await plane.press('alice', run())
    expect(await approvedBy()).toBe('alice and alice')
    plane.gitHub.rename('alicia', 'gone')
    plane.gitHub.roles.delete('gone')
    await plane.press('bob', run())
    expect(run().output.summary).toContain('**Refused:** bob')
  })
})
