import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { REFERENCE } from '../../fixtures/reference.ts'
import { StubGitHub } from './github.ts'
import { APP_ID, type StubRun } from './run.ts'
import { ControlPlane, REPOSITORY } from './world.ts'

const INNSMOUTH = REFERENCE.replace('network: miskatonic', 'network: innsmouth')
const FOLDER = 'sites/innsmouth'
const apart = { network: 'innsmouth', prefix: 'innsmouth', signingKey: 'SIGNING_KEY_INNSMOUTH' }

describe('two networks in one repository', () => {
  let plane: ControlPlane

  beforeEach(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'networks' }, [
      { network: 'miskatonic', repository: REPOSITORY },
      { ...apart, repository: REPOSITORY, folder: FOLDER },
    ])
  })
  afterEach(() => plane.end())

  const propose = async (files: Record<string, string>): Promise<string> => {
    const head = plane.gitHub.commit(files)
    const { number } = plane.gitHub.open('bob', head)
    await plane.review(number, 'bob')
    return head
  }
  const planRun = (network: string, commit: string): StubRun => {
    const run = plane.gitHub.run(`cygnet / plan (${network})`, commit)
    if (run === undefined) throw new Error(`there is no plan of ${network}`)
    return run
  }
  const both = { 'topology.yaml': REFERENCE, [`${FOLDER}/topology.yaml`]: INNSMOUTH }
  const statusOf = async (network: string) =>
    (await plane.request('GET', `/v1/${network}/status`, { token: 'token-of-alice' })).body

  test('each has a check of its own name, read from its own folder', async () => {
    const head = await propose({ ...both, [`${FOLDER}/topology.yaml`]: `${INNSMOUTH}\nsurprise: 1\n` })
    expect(planRun('miskatonic', head).output.title).toMatch(/^approval needed: 2 gateways new/)
    expect(planRun('innsmouth', head)).toMatchObject({ conclusion: 'failure' })
    // The annotation stands at the file as the repository knows it.
    expect(planRun('innsmouth', head).annotations).toMatchObject([{ path: `${FOLDER}/topology.yaml` }])
    expect(plane.gitHub.run('cygnet / plan', head)).toBeUndefined()
  })

  test('an approval of one is none of the other', async () => {
    const head = await propose(both)
    await plane.press('alice', planRun('innsmouth', head))
    expect(planRun('innsmouth', head)).toMatchObject({ conclusion: 'success' })
    expect(planRun('miskatonic', head)).toMatchObject({ conclusion: 'neutral' })
    const pulls = await Promise.all(['miskatonic', 'innsmouth'].map(statusOf))
    expect(pulls).toMatchObject([{ pulls: [{ approvedBy: null }] }, { pulls: [{ approvedBy: 'alice' }] }])
  })

  test('a plan of one that is pressed under the name of the other is nobody’s', async () => {
    const head = await propose(both)
    const foreign = { ...planRun('innsmouth', head), name: 'cygnet / plan (miskatonic)' }
    await plane.press('alice', foreign)
    const pulls = await Promise.all(['miskatonic', 'innsmouth'].map(statusOf))
    expect(pulls).toMatchObject([{ pulls: [{ approvedBy: null }] }, { pulls: [{ approvedBy: null }] }])
  })

  test('what one releases lies below its prefix, and is served under its name alone', async () => {
    const head = await propose(both)
    await plane.press('alice', planRun('innsmouth', head))
    const [pull] = plane.gitHub.pulls
    if (pull === undefined) throw new TypeError('it was opened')
    Object.assign(pull, { state: 'closed', merged: true })
    pull.head.sha = plane.gitHub.commit(both, 'main')
    await plane.putRoot('innsmouth/')
    await plane.pushed('alice')
    expect(await plane.stored('innsmouth/metadata/timestamp.json')).toBeDefined()
    expect(await plane.stored('metadata/timestamp.json')).toBeUndefined()
    const served = (network: string) =>
      plane.request('GET', `/v1/${network}/repository/metadata/timestamp.json`)
    expect((await served('innsmouth')).status).toBe(200)
    expect((await served('miskatonic')).status).toBe(404)
    // Everybody who looks at the repository sees how far it is.
    expect(plane.gitHub.app.deployments).toMatchObject([
      { environment: 'innsmouth', sha: pull.head.sha, payload: { cygnet: 1, release: 1 } },
    ])
    expect(plane.gitHub.app.deployments[0]?.statuses.at(-1)).toMatchObject({ state: 'in_progress' })
    // No name that one may be asked for reaches into the other.
    const across = await plane.request('GET', '/v1/miskatonic/repository/innsmouth/metadata/timestamp.json')
    expect(across.status).toBe(404)
  })

  test('a network that is not served has no addresses', async () => {
    const { status, body } = await plane.request('GET', '/v1/dunwich/status', { token: 'token-of-alice' })
    expect([status, body.error?.code]).toEqual([404, 'not-found'])
    expect((await plane.request('GET', '/health')).body).toEqual({ networks: ['miskatonic', 'innsmouth'] })
  })
})

test('a network whose signing key is not there says which secret is missing', async () => {
  const plane = await ControlPlane.begin({ 'README.md': 'a network' }, [
    { network: 'miskatonic', repository: REPOSITORY, signingKey: 'SIGNING_KEY_DUNWICH' },
  ])
  const { status, body } = await plane.api('GET', '/status', { token: 'token-of-alice' })
  expect([status, body.error]).toMatchObject([
    503,
    {
      code: 'misconfigured',
      message: 'the secret SIGNING_KEY_DUNWICH of the network miskatonic is not there',
    },
  ])
  await plane.end()
})

describe('an App that is installed on several repositories', () => {
  let plane: ControlPlane
  const other = new StubGitHub('marsh/innsmouth')

  beforeEach(async () => {
    plane = await ControlPlane.begin({ 'README.md': 'a network' }, [
      { network: 'miskatonic', repository: REPOSITORY },
      { ...apart, repository: 'marsh/innsmouth' },
    ])
    plane.others.set('marsh/innsmouth', other)
    other.commit({ 'README.md': 'another' }, 'main')
  })
  afterEach(() => plane.end())

  const opened = {
    action: 'opened',
    number: 1,
    pull_request: { merged: false },
    sender: { login: 'barnabas' },
  }

  test('each webhook is for the network of its own repository', async () => {
    const head = other.commit({ 'topology.yaml': INNSMOUTH })
    other.open('barnabas', head)
    const { body } = await plane.webhook('pull_request', opened, { repository: 'marsh/innsmouth' })
    expect(body).toMatchObject({ delivery: 'new', jobs: 1 })
    await plane.settled()
    expect(other.run('cygnet / plan', head)?.output.title).toMatch(/2 gateways new/)
    expect(plane.gitHub.runs.filter(run => run.name === 'cygnet / plan')).toEqual([])
  })

  test('a topology that calls itself by the other’s name is refused', async () => {
    const head = other.commit({ 'topology.yaml': REFERENCE })
    other.open('barnabas', head)
    await plane.webhook(
      'pull_request',
      { ...opened, number: other.pulls.length },
      { repository: 'marsh/innsmouth' },
    )
    await plane.settled()
    expect(other.run('cygnet / plan', head)?.annotations).toMatchObject([{ title: 'wrong-network' }])
  })

  test('a button counts for the repository that it stands in', async () => {
    const head = other.commit({ 'topology.yaml': INNSMOUTH })
    other.open('barnabas', head)
    other.roles.set('obed', 'admin')
    await plane.settled()
    const run = other.run('cygnet / plan', head)
    const press = (login: string, repository: string) =>
      plane.webhook(
        'check_run',
        {
          action: 'requested_action',
          requested_action: { identifier: 'approve-rollout' },
          check_run: { name: run?.name, head_sha: head, external_id: run?.external_id, app: { id: APP_ID } },
          sender: { login },
        },
        { repository },
      )
    // obed is somebody there, and nobody here; alice is somebody here, and nobody there.
    await press('obed', REPOSITORY)
    await press('alice', 'marsh/innsmouth')
    await plane.settled()
    expect(other.run('cygnet / plan', head)).toMatchObject({ conclusion: 'neutral' })
    await press('obed', 'marsh/innsmouth')
    await plane.settled()
    expect(other.run('cygnet / plan', head)).toMatchObject({ conclusion: 'success' })
  })
})
