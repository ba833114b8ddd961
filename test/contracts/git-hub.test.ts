import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Octokit } from '@octokit/rest'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { appKey, type Bench, openBenchWithMain, repo } from '../../infra/local/forge/fixture.ts'
import { operationFor } from '../../infra/local/forge/openapi/fit.ts'
import { operations } from '../../infra/local/forge/openapi/spoken.ts'
import { gitHub } from '../../worker/adapters/github/git-hub.ts'
import type { Check, Deployment } from '../../worker/ports/forge.ts'
import type { Ports } from '../../worker/ports/ports.ts'

// The forge holds every request against GitHub's own description, and refuses what does not fit; so what passes here is
// what GitHub takes.

let bench: Bench & { main: string }
let ports: Pick<Ports, 'tree' | 'pulls' | 'checks' | 'people' | 'deployments' | 'deliveries'>
/** Method and path of every request that the adapters made. */
const asked: { readonly method: string; readonly path: string }[] = []

beforeAll(async () => {
  bench = await openBenchWithMain()
  ports = at(bench)
  const { fetch } = globalThis
  vi.stubGlobal('fetch', (url: string | URL | Request, init?: RequestInit) => {
    const { pathname } = new URL(url instanceof Request ? url.url : url)
    if (new Headers(init?.headers).get('user-agent')?.startsWith('cygnet') === true) {
      asked.push({ method: init?.method ?? 'GET', path: pathname.replace('/api/v3', '') })
    }
    return fetch(url, init)
  })
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await bench[Symbol.asyncDispose]()
})

const at = ({ forge }: Bench) =>
  gitHub(
    { api: forge.apiUrl, repository: `${repo.owner}/${repo.repo}`, appId: '4711', privateKey: appKey },
    { network: 'miskatonic', folder: '', suffix: ' (miskatonic)' },
  )

describe('the adapters of GitHub', () => {
  test('read the repository', async () => {
    expect(await ports.tree.defaultBranch()).toBe('main')
    expect(await ports.tree.tip('main')).toBe(bench.main)
    expect(await ports.tree.commit(bench.main)).toEqual({
      author: { login: 'herbert', id: 1 },
      before: undefined,
    })
    expect([...(await ports.tree.topologyAt(bench.main))]).toEqual([
      ['topology.yaml', 'network: miskatonic\n'],
    ])
  })

  test('look up people', async () => {
    const asenath = { login: 'asenath', id: 2 }
    const member = { person: asenath, permission: 'maintain' }
    expect(await ports.people.find({ login: 'Asenath' })).toEqual(member)
    expect(await ports.people.find(asenath)).toEqual(member)
    expect(await ports.people.find({ login: 'nobody' })).toEqual({
      person: { login: 'nobody' },
      permission: 'none',
    })
    expect(await ports.people.ownerOf(bench.forge.token('wilbur'))).toEqual({ login: 'wilbur', id: 3 })
    expect(await ports.people.ownerOf('ghp_guess')).toBeUndefined()
  })

  test('find somebody who goes by another login now, and never take somebody else for him', async () => {
    const asenath = { login: 'asenath', id: 2 }
    for (const login of ['waite', 'wilbur'])
      expect(await ports.people.find({ login, id: 2 })).toEqual({ person: asenath, permission: 'maintain' })
    const gone = { login: 'wilbur', id: 99 }
    expect(await ports.people.find(gone)).toEqual({ person: gone, permission: 'none' })
  })

  test('propose a change, find it again, and see it among the open ones', async () => {
    const proposal = {
      branch: 'cygnet/enrol-rlyeh',
      path: 'topology.yaml',
      text: 'network: miskatonic\n# enrolled\n',
      message: 'Enrol rlyeh',
      body: 'keys',
    }
    const address = await ports.pulls.propose(proposal)
    expect(await ports.pulls.propose(proposal)).toBe(address)
    const { complete, heads } = await ports.pulls.openTo('main')
    expect([complete, heads.length]).toEqual([true, 1])
    const [{ number, head } = { number: 0, head: '' }] = heads
    expect(await ports.pulls.get(number)).toMatchObject({ head, base: 'main', open: true, fork: false })
    expect(await ports.pulls.containing(head)).toEqual([number])
    expect(await ports.pulls.openTo('next')).toEqual({ complete: true, heads: [] })
  })

  test('comment on it once, whoever wrote the mark of the comment before', async () => {
    const [number = 0] = await ports.pulls.containing((await ports.pulls.openTo('main')).heads[0]?.head ?? '')
    const place = { ...repo, issue_number: number }
    const mark = '<!-- cygnet: release 1 halted -->'
    await bench.asUser('walter').issues.listComments(place)
    await bench.asUser('wilbur').issues.createComment({ ...place, body: `${mark} it is fine` })
    const comment = { mark, text: `${mark}\n**halted**`, since: Date.now() - 60_000 }
    await ports.pulls.comment(number, comment)
    await ports.pulls.comment(number, comment)
    const { data } = await bench.asUser('wilbur').issues.listComments(place)
    expect(data.map(({ user }) => user?.login)).toEqual(['wilbur', 'cygnet[bot]'])
  })

  test('show a check with more annotations than one request takes, under the name of its network', async () => {
    const check: Check = {
      name: 'cygnet / plan',
      commit: bench.main,
      id: 'problems',
      conclusion: 'failure',
      title: '120 problems',
      summary: 's',
      text: undefined,
      annotations: Array.from({ length: 120 }, (_, index) => ({
        path: 'topology.yaml',
        line: index + 1,
        endLine: index + 1,
        columns: [1, 2],
        level: 'failure',
        title: 'typo',
        message: 'm',
      })),
      buttons: [],
    }
    await ports.checks.show(check)
    await ports.checks.show(check)
    const { data } = await bench.asApp().checks.listForRef({ ...repo, ref: bench.main, filter: 'all' })
    expect(data.check_runs).toMatchObject([
      { name: 'cygnet / plan (miskatonic)', conclusion: 'failure', output: { annotations_count: 120 } },
    ])
  })

  test('cut what is longer than GitHub takes, counted in bytes, and never through a character', async () => {
    const long = '🦢'.repeat(70_000)
    const check: Check = {
      name: 'cygnet / rollout',
      commit: bench.main,
      id: 'long',
      conclusion: 'neutral',
      title: 'long',
      summary: long,
      text: long,
      annotations: [],
      buttons: [],
    }
    await ports.checks.show(check)
    const { data } = await bench
      .asApp()
      .checks.listForRef({ ...repo, ref: bench.main, check_name: 'cygnet / rollout (miskatonic)' })
    const [run] = data.check_runs
    for (const shown of [run?.output.summary, run?.output.text]) {
      expect(Buffer.byteLength(shown ?? '')).toBeLessThanOrEqual(65_535)
      expect(shown).toMatch(/^(🦢)+\n\n/u)
    }
  })
})

describe('deployments', () => {
  const release = (change: Partial<Deployment> = {}): Deployment => ({
    commit: bench.main,
    release: 1,
    state: 'in_progress',
    words: 'wave 1 of 3',
    url: 'https://control.test/v1/miskatonic/plans/x',
    ...change,
  })
  const shown = async () => {
    const { data } = await bench.asApp().repos.listDeployments({ ...repo, environment: 'miskatonic' })
    return Promise.all(
      data.map(async ({ id, payload }) => {
        const statuses = await bench.asApp().repos.listDeploymentStatuses({ ...repo, deployment_id: id })
        return { payload, states: statuses.data.map(({ state, description }) => `${state}: ${description}`) }
      }),
    )
  }

  test('each release has one, whose states follow each other; the same twice adds nothing', async () => {
    for (const change of [
      {},
      {},
      { words: 'wave 2 of 3' },
      { state: 'success', words: 'all committed' },
      { state: 'success', words: 'all committed' },
    ] as const) {
      await ports.deployments.show(release(change))
    }
    await ports.deployments.show(release({ release: 2, state: 'pending', words: 'waits' }))
    expect(await shown()).toEqual([
      { payload: { cygnet: 1, release: 2 }, states: ['pending: waits'] },
      {
        payload: { cygnet: 1, release: 1 },
        states: ['success: all committed', 'in_progress: wave 2 of 3', 'in_progress: wave 1 of 3'],
      },
    ])
  })

  test('that somebody else made is left alone', async () => {
    const { data } = await bench.asApp().repos.createDeployment({
      ...repo,
      ref: bench.main,
      environment: 'miskatonic',
      payload: '{"release": 3}',
      required_contexts: [],
      auto_merge: false,
    })
    await ports.deployments.show(release({ release: 3, state: 'failure', words: 'x'.repeat(200) }))
    expect((await shown()).slice(0, 2)).toEqual([
      { payload: { cygnet: 1, release: 3 }, states: [`failure: ${'x'.repeat(139)}…`] },
      { payload: '{"release": 3}', states: [] },
    ])
    expect('id' in data).toBe(true)
  })
})

test('deliveries that were not answered are found, and asked for again under the same id', async () => {
  bench.answerHooksWith(500)
  const clone = await bench.clone('wilbur')
  await clone.commit('notes.md', 'why\n')
  await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/notes')
  await bench.forge.settled()
  const [lost, ...others] = await ports.deliveries.failedSince(0)
  expect([lost?.guid, others]).toEqual([bench.received.at(-1)?.headers['x-github-delivery'], []])
  expect(await ports.deliveries.failedSince(Date.now() + 60_000)).toEqual([])
  bench.answerHooksWith(202)
  await ports.deliveries.again(lost?.id ?? 0)
  await bench.forge.settled()
  expect(bench.received.at(-1)?.headers['x-github-delivery']).toBe(lost?.guid)
  expect(await ports.deliveries.failedSince(0)).toEqual([])
})

describe('every request that the Worker can make', () => {
  const folder = path.join(import.meta.dirname, '../../worker')
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }))

  /** The operations that the adapters' calls of Octokit are, by Octokit's own table, and that of its authentication. */
  const possible = (): Set<string> => {
    const { rest } = new Octokit()
    const calls = sources.flatMap(({ text }) => [...text.matchAll(/\brest\.(\w+)\.(\w+)/g)])
    const named = calls.map(([, group = '', name = '']) => {
      const method: unknown = Reflect.get(Reflect.get(rest, group) as object, name)
      const { endpoint } = method as { endpoint: { DEFAULTS: { method: string; url: string } } }
      return `${endpoint.DEFAULTS.method} ${endpoint.DEFAULTS.url}`
    })
    return new Set([...named, 'POST /app/installations/{installation_id}/access_tokens'])
  }

  test('is one that the forge holds against GitHub’s description', () => {
    expect([...possible()].filter(name => !operations.some(known => known === name))).toEqual([])
  })

  test('was made above, fitted, and none was made that is not described', () => {
    const met = asked.map(({ method, path }) => operationFor(method, path))
    expect(asked.filter((_, index) => met[index] === undefined)).toEqual([])
    expect(new Set(met)).toEqual(possible())
    console.log([...new Set(met)].join('\n'))
  })

  test('goes through Octokit: nothing else asks anybody for anything, but the webhook of who listens and the ways to log in', () => {
    const asking = sources
      .filter(({ text }) => /\bfetch\(|octokit\.request\b|\bgraphql\b/.test(text))
      .map(({ name }) => name)
    expect(new Set(asking)).toEqual(
      new Set([
        'adapters/github/installation.ts',
        'adapters/webhook/listener.ts',
        // Log in is no part of the API that the description is of; `GET /user` in it is.
        'adapters/github/sign-in.ts',
        'adapters/access-keys.ts',
        // main.ts hands a request on to the routes: it is asked, and asks nobody.
        'main.ts',
        // Runs in a browser, and asks the page's own address.
        'pages/script.ts',
      ]),
    )
  })
})
