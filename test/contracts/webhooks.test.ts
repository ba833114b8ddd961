import { describe, expect, test } from 'vitest'
import { PLAN_CHECK, ROLLOUT_CHECK } from '../../worker/flows/review/check-runs.ts'
import { OUR_EVENTS } from '../../worker/routes/happenings.ts'
import { EXAMPLE_APP, type Example, examples, nameOf, type Payload, send } from './webhooks.ts'

const CODERTOCAT = { login: 'Codertocat', id: 21031067 }
const HELLO = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821'
const GROUP = '2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d'

/** What GitHub's examples lead to, by event and action; whatever is not in the table leads to nothing. */
const LEADS_TO: Record<string, readonly object[]> = {
  'pull_request.opened': [{ kind: 'review-pull', number: 2, sender: CODERTOCAT }],
  'pull_request.synchronize': [{ kind: 'review-pull', number: 2, sender: CODERTOCAT }],
  'pull_request.reopened': [{ kind: 'review-pull', number: 2 }],
  'pull_request.closed': [{ kind: 'close-pull', number: 2, merged: false }],
  'check_suite.rerequested': [{ kind: 'review-commit', commit: HELLO }],
  'merge_group.checks_requested': [
    {
      kind: 'review-group',
      commit: GROUP,
      base: { commit: '380387fbc80638b734a49e1be1c4dfec1c01b33c', branch: 'main' },
    },
  ],
}

/** Examples that lead to something else than their fellows, by what tells them apart. */
const exceptionally = ({ event, payload }: Example): readonly object[] | undefined => {
  if (event === 'push' && payload['ref'] === 'refs/heads/master') {
    return [{ kind: 'follow-branch', sender: CODERTOCAT, commit: String(payload['after']) }]
  }
  if (event === 'repository' && Object.hasOwn(payload['changes'] ?? {}, 'default_branch')) {
    return [{ kind: 'look-for-lost' }]
  }
  return undefined
}

const ALL = examples()
const ours = ALL.filter(({ event }) => OUR_EVENTS.includes(event))
const find = (event: string, action: string): Payload => {
  const found = ALL.find(one => one.event === event && one.payload.action === action)
  if (found === undefined) throw new TypeError(`GitHub has no example of ${event}.${action}`)
  return structuredClone(found.payload)
}

describe('every example of every event that GitHub publishes', () => {
  test('is answered with success, and leads to what the table says', async () => {
    expect(ALL.length).toBeGreaterThan(300)
    for (const example of ALL) {
      const { status, jobs } = await send(example)
      const wanted = exceptionally(example) ?? LEADS_TO[nameOf(example)] ?? []
      expect([nameOf(example), status, jobs]).toMatchObject([nameOf(example), 200, wanted])
      expect(jobs).toHaveLength(wanted.length)
    }
  })

  test('and none of ours is malformed; every line of the table was met', () => {
    const met = new Set(ours.map(nameOf))
    expect(Object.keys(LEADS_TO).filter(name => !met.has(name))).toEqual([])
    expect(new Set(ours.map(({ event }) => event))).toEqual(new Set(OUR_EVENTS))
  })

  test('from another repository is refused where it would ask for something', async () => {
    for (const example of ours) {
      expect(await send(example, 'arkham/networks')).toMatchObject({
        status: 403,
        code: 'wrong-repository',
        jobs: [],
      })
    }
  })

  test('with anything left out is understood or refused, and never breaks', async () => {
    for (const example of new Map(ours.map(one => [nameOf(one), one])).values()) {
      for (const payload of withOneLess(example.payload)) {
        const { status, code } = await send({ ...example, payload }, example.payload.repository?.full_name)
        expect([nameOf(example), status === 200 ? undefined : code]).toSatisfy(
          ([, refused]) => refused === undefined || refused === 'malformed',
        )
      }
    }
  })
})

/** Every variant with one value less, on the first two levels, and with it being something else. */
const withOneLess = (payload: Payload): Payload[] =>
  Object.keys(payload).flatMap(key => {
    const { [key]: value, ...rest } = payload
    const deeper =
      typeof value === 'object' && value !== null
        ? Object.keys(value).map(inner => ({
            ...payload,
            [key]: Object.fromEntries(Object.entries(value).filter(([name]) => name !== inner)),
          }))
        : []
    return [rest, { ...payload, [key]: null }, { ...payload, [key]: ['surprise'] }, ...deeper]
  })

describe('a check run of ours', () => {
  const run = (action: string, name: string, id = EXAMPLE_APP): Example => {
    const payload = find('check_run', action)
    Object.assign(payload['check_run'] as object, { name, app: { id }, external_id: 'the plan' })
    if (action === 'requested_action') payload['requested_action'] = { identifier: 'approve-rollout' }
    return { event: 'check_run', payload }
  }

  test.each([
    ['requested_action', PLAN_CHECK, [{ kind: 'approve', plan: 'the plan', by: { login: 'codebytere' } }]],
    ['requested_action', ROLLOUT_CHECK, [{ kind: 'approve', plan: 'the plan' }]],
    [
      'rerequested',
      PLAN_CHECK,
      [{ kind: 'review-commit', commit: 'd6fde92930d4715a2b49857d24b940956b26d2d3' }],
    ],
    ['rerequested', ROLLOUT_CHECK, [{ kind: 'follow-branch' }]],
    ['completed', PLAN_CHECK, []],
    ['requested_action', 'somebody else’s', []],
    ['requested_action', `${PLAN_CHECK} (innsmouth)`, []],
  ])('%s on %s', async (action, name, jobs) => {
    expect((await send(run(action, name))).jobs).toMatchObject(jobs)
  })

  test('that another App made under our name asks for nothing', async () => {
    expect((await send(run('requested_action', PLAN_CHECK, EXAMPLE_APP + 1))).jobs).toEqual([])
  })
})

describe('what the examples do not show', () => {
  test.each([
    ['a new title', { title: { from: 'a' } }, 0],
    ['a new base', { base: { ref: { from: 'a' }, sha: { from: 'b' } } }, 1],
  ])('a pull request that was edited: %s', async (_, changes, count) => {
    const payload = { ...find('pull_request', 'opened'), action: 'edited', changes }
    const { status, jobs } = await send({ event: 'pull_request', payload })
    expect([status, jobs.length]).toEqual([200, count])
  })

  test('a merged pull request', async () => {
    const payload = find('pull_request', 'closed')
    Object.assign(payload['pull_request'] as object, { merged: true })
    expect((await send({ event: 'pull_request', payload })).jobs).toEqual([
      { kind: 'close-pull', number: 2, merged: true },
    ])
  })

  test('a default branch that was deleted moves nothing', async () => {
    const push = ALL.find(({ payload }) => payload['ref'] === 'refs/heads/master')
    const payload = { ...push?.payload, deleted: true, after: '0'.repeat(40) }
    expect((await send({ event: 'push', payload })).jobs).toEqual([])
  })

  test('all checks of the default branch asked for again', async () => {
    const payload = find('check_suite', 'rerequested')
    Object.assign(payload['check_suite'] as object, { head_branch: 'master' })
    expect((await send({ event: 'check_suite', payload })).jobs).toEqual([{ kind: 'follow-branch' }])
  })

  test('a merge group that was destroyed', async () => {
    const payload = { ...find('merge_group', 'checks_requested'), action: 'destroyed' }
    expect((await send({ event: 'merge_group', payload })).jobs).toEqual([])
  })
})
