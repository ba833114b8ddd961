import { expect, test } from 'vitest'
import { type Bench, openBenchWithMain, repo } from './fixture.ts'

const QUIET = { required_contexts: [], auto_merge: false }

const deploy = async (bench: Bench & { main: string }): Promise<number> => {
  const wanted = { ...repo, ref: bench.main, environment: 'miskatonic', payload: { release: 1 }, ...QUIET }
  const { data } = await bench.asApp().repos.createDeployment(wanted)
  if (!('id' in data)) throw new TypeError('it was made')
  return data.id
}

test('a deployment is found by its commit and its environment, and tells what was said last first', async () => {
  await using bench = await openBenchWithMain()
  const deployment_id = await deploy(bench)
  const octokit = bench.asApp()
  for (const state of ['in_progress', 'success'] as const) {
    await octokit.repos.createDeploymentStatus({ ...repo, deployment_id, state, description: state })
  }
  const { data: found } = await octokit.repos.listDeployments({
    ...repo,
    sha: bench.main,
    environment: 'miskatonic',
  })
  expect(found).toMatchObject([{ id: deployment_id, sha: bench.main, payload: { release: 1 } }])
  expect((await octokit.repos.listDeployments({ ...repo, environment: 'other' })).data).toEqual([])
  const { data: statuses } = await octokit.repos.listDeploymentStatuses({ ...repo, deployment_id })
  expect(statuses.map(({ state }) => state)).toEqual(['success', 'in_progress'])
  const forge = await bench.restart()
  const after = await bench.asUser('walter', forge).repos.listDeploymentStatuses({ ...repo, deployment_id })
  expect(after.data).toHaveLength(2)
  await forge.stop()
})

test('what GitHub would refuse is refused', async () => {
  await using bench = await openBenchWithMain()
  const octokit = bench.asApp()
  const create = (change: object) =>
    octokit.repos.createDeployment({ ...repo, ref: bench.main, ...QUIET, ...change })
  await expect(create({ auto_merge: true })).rejects.toMatchObject({ status: 409 })
  await expect(create({ required_contexts: ['cygnet / plan'] })).rejects.toMatchObject({ status: 409 })
  await expect(create({ ref: 'f'.repeat(40) })).rejects.toMatchObject({ status: 422 })
  const deployment_id = await deploy(bench)
  const say = (description: string) =>
    octokit.repos.createDeploymentStatus({ ...repo, deployment_id, state: 'success', description })
  await expect(say('x'.repeat(141))).rejects.toMatchObject({ status: 422 })
  await expect(say('🦢'.repeat(140))).resolves.toMatchObject({ status: 201 })
})

test('an App without the permission deploys nothing', async () => {
  await using bench = await openBenchWithMain()
  const { data } = await bench.asAppItself().apps.createInstallationAccessToken({
    installation_id: 1,
    permissions: { checks: 'write' },
  })
  const answer = await fetch(`${bench.forge.apiUrl}/repos/${repo.owner}/${repo.repo}/deployments`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${data.token}` },
    body: JSON.stringify({ ref: bench.main, ...QUIET }),
  })
  expect(answer.status).toBe(403)
})
