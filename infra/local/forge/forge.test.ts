import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { openBenchWithMain, repo } from './fixture.ts'

test('a push, a pull request, another push and a merge are told as GitHub tells them', async () => {
  await using bench = await openBenchWithMain()
  const clone = await bench.clone('wilbur')
  await clone.git('switch', '--quiet', '--create', 'wider')
  const first = await clone.commit('topology.yaml', 'network: miskatonic\nwider: yes\n')
  await clone.git('push', '--quiet', 'origin', 'wider')
  const octokit = bench.asUser('wilbur')
  const { data: pull } = await octokit.pulls.create({ ...repo, title: 'Wider', head: 'wider', base: 'main' })
  expect(pull).toMatchObject({ number: 1, state: 'open', mergeable: true, commits: 1, head: { sha: first } })
  const second = await clone.commit('notes.md', 'why\n')
  await clone.git('push', '--quiet', 'origin', 'wider')
  const { data: merge } = await octokit.pulls.merge({ ...repo, pull_number: 1, sha: second })
  const { data: merged } = await octokit.pulls.get({ ...repo, pull_number: 1 })
  expect(merged).toMatchObject({
    merged: true,
    state: 'closed',
    merge_commit_sha: merge.sha,
    merged_by: { login: 'wilbur' },
  })
  const { data: commit } = await octokit.repos.getCommit({ ...repo, ref: 'main' })
  expect(commit.parents.map(({ sha }) => sha)).toEqual([bench.main, second])
  await clone.git('fetch', '--quiet')
  expect(await clone.git('show', 'origin/main:notes.md')).toBe('why')
  expect(await bench.heard()).toEqual([
    'push',
    'push',
    'pull_request.opened',
    'push',
    'pull_request.synchronize',
    'pull_request.closed',
    'push',
  ])
})

test('every webhook is signed with the secret and has a GUID of its own', async () => {
  await using bench = await openBenchWithMain()
  await bench.forge.settled()
  const [push] = bench.received
  const signature = createHmac('sha256', bench.settings.app.webhookSecret)
    .update(push?.body ?? '')
    .digest('hex')
  expect(push?.headers).toMatchObject({
    'x-github-event': 'push',
    'x-hub-signature-256': `sha256=${signature}`,
  })
  expect(push?.headers['x-github-delivery']).toMatch(/^[0-9a-f-]{36}$/)
})

test('a webhook that was not taken is asked for again under its old GUID', async () => {
  await using bench = await openBenchWithMain()
  await bench.forge.settled()
  bench.answerHooksWith(500)
  const octokit = bench.asAppItself()
  const clone = await bench.clone('wilbur')
  await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/again')
  await bench.forge.settled()
  const { data: deliveries } = await octokit.apps.listWebhookDeliveries()
  expect(deliveries.map(({ status_code }) => status_code)).toEqual([500, 202])
  bench.answerHooksWith(202)
  await octokit.apps.redeliverWebhookDelivery({ delivery_id: deliveries[0]?.id ?? 0 })
  await bench.forge.settled()
  const guids = bench.received.slice(-2).map(({ headers }) => headers['x-github-delivery'])
  expect(guids[0]).toBe(guids[1])
  const { data: after } = await octokit.apps.listWebhookDeliveries()
  expect(after[0]).toMatchObject({ redelivery: true, status: 'OK', guid: deliveries[0]?.guid })
})

test('only administrators push to main; everyone else is told to open a pull request', async () => {
  await using bench = await openBenchWithMain()
  const clone = await bench.clone('asenath')
  await clone.commit('topology.yaml', 'network: mine\n')
  await expect(clone.git('push', 'origin', 'main')).rejects.toThrow(/main is protected/)
  const { data: ref } = await bench.asUser('walter').git.getRef({ ...repo, ref: 'heads/main' })
  expect(ref.object.sha).toBe(bench.main)
})

test('a reader cannot push, a stranger cannot clone, a wrong token opens nothing', async () => {
  await using bench = await openBenchWithMain()
  const clone = await bench.clone('walter')
  await expect(clone.git('push', 'origin', 'HEAD:refs/heads/sneaky')).rejects.toThrow(/403/)
  await expect(bench.clone('stranger')).rejects.toThrow(/not found/)
  const wrong = new URL(bench.forge.cloneUrl('herbert'))
  wrong.password = 'ghp_guess'
  await expect(clone.git('ls-remote', wrong.href)).rejects.toThrow(/Authentication failed|401/)
  await expect(bench.asUser('stranger').repos.get(repo)).rejects.toMatchObject({ status: 404 })
})

test('a conflicting pull request is not mergeable, and a merge of an outdated head is refused', async () => {
  await using bench = await openBenchWithMain()
  const [admin, wilbur] = [await bench.clone('herbert'), await bench.clone('wilbur')]
  await wilbur.git('switch', '--quiet', '--create', 'mine')
  await wilbur.commit('topology.yaml', 'network: mine\n')
  await wilbur.git('push', '--quiet', 'origin', 'mine')
  const octokit = bench.asUser('wilbur')
  await octokit.pulls.create({ ...repo, title: 'Mine', head: 'mine', base: 'main' })
  const outdated = octokit.pulls.merge({ ...repo, pull_number: 1, sha: bench.main })
  await expect(outdated).rejects.toMatchObject({ status: 409 })
  await admin.commit('topology.yaml', 'network: theirs\n')
  await admin.git('push', '--quiet', 'origin', 'main')
  await expect(octokit.pulls.merge({ ...repo, pull_number: 1 })).rejects.toMatchObject({ status: 405 })
  expect((await octokit.pulls.get({ ...repo, pull_number: 1 })).data.mergeable).toBe(false)
})
