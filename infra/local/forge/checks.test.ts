import { expect, test } from 'vitest'
import { type Bench, openBenchWithMain, repo } from './fixture.ts'

const annotation = (line: number) => ({
  path: 'topology.yaml',
  start_line: line,
  end_line: line,
  annotation_level: 'failure' as const,
  message: `line ${line} is wrong`,
})

const button = { label: 'Approve rollout', identifier: 'approve', description: 'ship exactly this plan' }

const completedRun = (bench: Bench & { main: string }, actions = [button]) =>
  bench.asApp().checks.create({
    ...repo,
    name: 'cygnet / plan',
    head_sha: bench.main,
    external_id: 'plan-1',
    conclusion: 'action_required',
    output: { title: 'a plan', summary: '**two** gateways' },
    actions,
  })

test('a check run is written in batches of fifty annotations, and all of them can be read', async () => {
  await using bench = await openBenchWithMain()
  const octokit = bench.asApp()
  const lines = Array.from({ length: 70 }, (_, index) => annotation(index + 1))
  const run = { ...repo, name: 'cygnet / plan', head_sha: bench.main }
  const output = { title: '70 mistakes', summary: 's' }
  const tooMany = octokit.checks.create({ ...run, output: { ...output, annotations: lines } })
  await expect(tooMany).rejects.toMatchObject({ status: 422 })
  const { data: first } = await octokit.checks.create({
    ...run,
    output: { ...output, annotations: lines.slice(0, 50) },
  })
  expect(first).toMatchObject({ status: 'queued', conclusion: null, output: { annotations_count: 50 } })
  const { data: second } = await octokit.checks.update({
    ...repo,
    check_run_id: first.id,
    conclusion: 'failure',
    output: { ...output, annotations: lines.slice(50) },
  })
  expect(second).toMatchObject({ status: 'completed', output: { annotations_count: 70 } })
  const all = await octokit.paginate(octokit.checks.listAnnotations, { ...repo, check_run_id: first.id })
  expect(all.map(({ start_line }) => start_line)).toEqual(lines.map(({ start_line }) => start_line))
})

test("what is over GitHub's limits is refused, and leaves nothing behind", async () => {
  await using bench = await openBenchWithMain()
  const wrongs = {
    'four buttons': { actions: [button, button, button, button] },
    'a label of 21 characters': { actions: [{ ...button, label: 'x'.repeat(21) }] },
    'an identifier of 21 characters': { actions: [{ ...button, identifier: 'x'.repeat(21) }] },
    'a description of 41 characters': { actions: [{ ...button, description: 'x'.repeat(41) }] },
    'a summary of 65,536 characters': { output: { title: 't', summary: 'x'.repeat(65_536) } },
    'a text of 65,536 characters': { output: { title: 't', summary: 's', text: 'x'.repeat(65_536) } },
    'a completed run without a conclusion': { status: 'completed' },
    'a commit that is not there': { head_sha: 'f'.repeat(40) },
  }
  const { token } = await bench.token()
  const create = async (wrong: object): Promise<number> => {
    const answer = await fetch(`${bench.forge.apiUrl}/repos/miskatonic/network/check-runs`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
      body: JSON.stringify({ name: 'n', head_sha: bench.main, ...wrong }),
    })
    return answer.status
  }
  const refused = await Promise.all(
    Object.entries(wrongs).map(async ([what, wrong]) => [what, await create(wrong)]),
  )
  expect(refused).toEqual(Object.keys(wrongs).map(what => [what, 422]))
  expect((await bench.asApp().checks.listForRef({ ...repo, ref: bench.main })).data.total_count).toBe(0)
})

test('a person may read check runs and never write them', async () => {
  await using bench = await openBenchWithMain()
  const herbert = bench.asUser('herbert')
  const created = herbert.checks.create({ ...repo, name: 'n', head_sha: bench.main })
  await expect(created).rejects.toMatchObject({ status: 403 })
})

test('pressing a button tells the App who pressed which', async () => {
  await using bench = await openBenchWithMain()
  const { data: run } = await completedRun(bench)
  const pressed = await press(bench, run.id, 'asenath', 'approve')
  expect(pressed.status).toBe(202)
  expect(await bench.heard()).toEqual(['push', 'check_run.created', 'check_run.requested_action'])
  const { body } = bench.received.at(-1) ?? { body: '' }
  expect(JSON.parse(body)).toMatchObject({
    requested_action: { identifier: 'approve' },
    check_run: {
      id: run.id,
      head_sha: bench.main,
      external_id: 'plan-1',
      app: { id: bench.settings.app.id },
    },
    sender: { login: 'asenath' },
  })
})

test('a button is there for readers too, but not for strangers, and not before the run is completed', async () => {
  await using bench = await openBenchWithMain()
  const { data: run } = await completedRun(bench)
  expect((await press(bench, run.id, 'walter', 'approve')).status).toBe(202)
  expect((await press(bench, run.id, 'stranger', 'approve')).status).toBe(404)
  expect((await press(bench, run.id, 'walter', 'other')).status).toBe(404)
  await bench.asApp().checks.update({ ...repo, check_run_id: run.id, status: 'in_progress' })
  expect((await press(bench, run.id, 'walter', 'approve')).status).toBe(404)
})

const press = (bench: Bench, id: number, login: string, identifier: string): Promise<Response> =>
  fetch(`${bench.forge.url}/pulls/1/checks/${id}/actions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${bench.forge.token(login)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ identifier }),
  })

test('running a check again takes write access', async () => {
  await using bench = await openBenchWithMain()
  const { data: run } = await completedRun(bench)
  const again = (login: string): Promise<Response> =>
    fetch(`${bench.forge.url}/checks/${run.id}/rerequest`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${bench.forge.token(login)}` },
    })
  expect((await again('walter')).status).toBe(403)
  expect((await again('wilbur')).status).toBe(202)
  expect((await bench.heard()).at(-1)).toBe('check_run.rerequested')
})

test('after a power cut the forge still knows its checks, pull requests, users and unsent webhooks', async () => {
  await using bench = await openBenchWithMain()
  const { data: run } = await completedRun(bench)
  const clone = await bench.clone('wilbur')
  await clone.commit('notes.md', 'why\n')
  await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/notes')
  await bench.asUser('wilbur').pulls.create({ ...repo, title: 'Notes', head: 'notes', base: 'main' })
  await bench.forge.settled()
  const forge = await bench.restart()
  expect(forge.token('wilbur')).toBe(bench.forge.token('wilbur'))
  const octokit = bench.asUser('wilbur', forge)
  expect((await octokit.checks.get({ ...repo, check_run_id: run.id })).data.external_id).toBe('plan-1')
  expect((await octokit.pulls.list(repo)).data.map(({ title }) => title)).toEqual(['Notes'])
  await forge.stop()
})
