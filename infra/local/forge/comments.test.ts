import { expect, test } from 'vitest'
import { openBenchWithMain, repo } from './fixture.ts'

test('the App comments on a pull request, also when it is closed, and finds its own among those of others', async () => {
  await using bench = await openBenchWithMain()
  const clone = await bench.clone('wilbur')
  await clone.git('switch', '-q', '-c', 'topic')
  await clone.commit('x', 'y\n')
  await clone.git('push', '-q', 'origin', 'topic')
  const wilbur = bench.asUser('wilbur')
  const { data: pull } = await wilbur.pulls.create({ ...repo, title: 'X', head: 'topic', base: 'main' })
  await bench.asUser('herbert').pulls.merge({ ...repo, pull_number: pull.number })
  const place = { ...repo, issue_number: pull.number }
  await wilbur.issues.createComment({ ...place, body: 'as good as it gets' })
  const { data: made } = await bench.asApp().issues.createComment({ ...place, body: '**halted** <!-- 1 -->' })
  expect(made.user).toMatchObject({ login: 'cygnet[bot]', type: 'Bot' })
  const { data: listed } = await bench.asApp().issues.listComments({ ...place, since: pull.created_at })
  expect(listed.map(({ body, performed_via_github_app: by }) => [body, by?.id])).toEqual([
    ['as good as it gets', undefined],
    ['**halted** <!-- 1 -->', 4711],
  ])
  const later = new Date(Date.now() + 60_000).toISOString()
  expect((await bench.asApp().issues.listComments({ ...place, since: later })).data).toEqual([])
})

test('who may only read comments nowhere, and there is nothing where no pull request is', async () => {
  await using bench = await openBenchWithMain()
  const nowhere = { ...repo, issue_number: 7, body: 'x' }
  await expect(bench.asApp().issues.createComment(nowhere)).rejects.toMatchObject({ status: 404 })
  await expect(bench.asUser('walter').issues.createComment(nowhere)).rejects.toMatchObject({ status: 403 })
})
