import { expect, test } from 'vitest'
import { openBenchWithMain, repo } from './fixture.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

test('the App proposes a change of one file: a branch, a commit, a pull request', async () => {
  await using bench = await openBenchWithMain()
  const octokit = bench.asApp()
  await octokit.git.createRef({ ...repo, ref: 'refs/heads/enrol/rlyeh', sha: bench.main })
  const { data: old } = await octokit.repos.getContent({ ...repo, path: 'topology.yaml', ref: 'enrol/rlyeh' })
  if (Array.isArray(old) || old.type !== 'file') throw new Error('not a file')
  expect(Buffer.from(old.content, 'base64').toString()).toBe('network: miskatonic\n')
  const wanted = {
    ...repo,
    path: 'topology.yaml',
    branch: 'enrol/rlyeh',
    message: 'keys',
    content: base64('keys: yes\n'),
  }
  await expect(octokit.repos.createOrUpdateFileContents(wanted)).rejects.toMatchObject({ status: 422 })
  await expect(
    octokit.repos.createOrUpdateFileContents({ ...wanted, sha: '1'.repeat(40) }),
  ).rejects.toMatchObject({ status: 409 })
  const { data: made } = await octokit.repos.createOrUpdateFileContents({ ...wanted, sha: old.sha })
  expect(made.commit.parents?.map(({ sha }) => sha)).toEqual([bench.main])
  const { data: pull } = await octokit.pulls.create({
    ...repo,
    title: 'Keys',
    head: 'miskatonic:enrol/rlyeh',
    base: 'main',
  })
  expect(pull.user).toMatchObject({ login: 'cygnet[bot]', type: 'Bot' })
  const { data: found } = await octokit.repos.listPullRequestsAssociatedWithCommit({
    ...repo,
    commit_sha: made.commit.sha ?? '',
  })
  expect(found.map(({ number }) => number)).toEqual([pull.number])
  expect(await bench.heard()).toEqual(['push', 'push', 'push', 'pull_request.opened'])
})

test('a tree is read with its blobs, by the commit', async () => {
  await using bench = await openBenchWithMain()
  const octokit = bench.asApp()
  const path = 'topology/deep/long.yaml'
  const text = 'x: yes\n'.repeat(40)
  await bench
    .asUser('herbert')
    .repos.createOrUpdateFileContents({ ...repo, path, message: 'm', content: base64(text) })
  const { data: tree } = await octokit.git.getTree({ ...repo, tree_sha: 'main', recursive: '1' })
  expect(tree.tree.map(entry => entry.path)).toEqual(['topology.yaml', 'topology', 'topology/deep', path])
  const { data: blob } = await octokit.git.getBlob({ ...repo, file_sha: tree.tree.at(-1)?.sha ?? '' })
  expect(blob.content).toContain('\n')
  expect(Buffer.from(blob.content, 'base64').toString()).toBe(text)
})

test('main is as closed to the API as it is to a push', async () => {
  await using bench = await openBenchWithMain()
  const file = { ...repo, path: 'x', message: 'm', content: base64('x') }
  await expect(bench.asApp().repos.createOrUpdateFileContents(file)).rejects.toMatchObject({ status: 409 })
})

test('no file is written outside the tree or into .git', async () => {
  await using bench = await openBenchWithMain()
  const headers = { Authorization: `Bearer ${bench.forge.token('herbert')}` }
  const body = JSON.stringify({ message: 'm', content: base64('x') })
  const put = async (path: string): Promise<number> => {
    const url = `${bench.forge.apiUrl}/repos/miskatonic/network/contents/${encodeURIComponent(path)}`
    return (await fetch(url, { method: 'PUT', headers, body })).status
  }
  const paths = ['../outside', '.git/config', 'a/../../b', 'a/.GIT/b', 'a//b', 'honest']
  expect(await Promise.all(paths.map(put))).toEqual([422, 422, 422, 422, 422, 201])
})

test("nothing but a SHA, a branch or a tag names a commit: not git's own ways to write a revision", async () => {
  await using bench = await openBenchWithMain()
  const octokit = bench.asApp()
  const find = async (ref: string): Promise<number> => {
    const answer = octokit.repos.getCommit({ ...repo, ref })
    return (await answer.catch((error: { status: number }) => error)).status
  }
  const refs = ['../../x', '--upload-pack=x', 'main@{1}', ':/write', 'main^{/x}', 'main']
  expect(await Promise.all(refs.map(find))).toEqual([422, 422, 422, 422, 422, 200])
})
