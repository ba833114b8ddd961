import { expect, test } from 'vitest'
import { type Bench, openBenchWithMain, repo } from '../fixture.ts'
import { renderMarkdown } from './markdown.ts'

/** A browser that has signed in with a user's link: only its cookie is left of the token. */
const signIn = async (bench: Bench, login: string) => {
  const answer = await fetch(bench.forge.loginUrl(login), { redirect: 'manual' })
  const cookie = answer.headers.get('set-cookie') ?? ''
  const headers = { Cookie: cookie.split(';')[0] ?? '' }
  const { url } = bench.forge
  return {
    cookie,
    location: answer.headers.get('location'),
    page: async (path: string) => {
      const response = await fetch(`${url}${path}`, { headers, redirect: 'manual' })
      return { status: response.status, text: await response.text(), headers: response.headers }
    },
    send: (path: string, fields: Record<string, string>) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(fields),
        redirect: 'manual',
      }),
  }
}

const formToken = (page: string): string => /name="token" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? ''

const pullWithPlan = async (bench: Bench): Promise<number> => {
  const clone = await bench.clone('wilbur')
  const head = await clone.commit('topology.yaml', 'network: <script>alert(1)</script>\n')
  await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/evil')
  await bench.asUser('wilbur').pulls.create({ ...repo, title: '<b>bold</b>', head: 'evil', base: 'main' })
  const { data } = await bench.asApp().checks.create({
    ...repo,
    name: 'cygnet / plan',
    head_sha: head,
    conclusion: 'action_required',
    output: {
      title: 'a plan',
      summary: '| gateway | what |\n|---|---|\n| rlyeh | <img src=x onerror=alert(1)> |',
      annotations: [
        {
          path: 'topology.yaml',
          start_line: 3,
          end_line: 3,
          annotation_level: 'failure',
          message: 'no <such> network',
        },
      ],
    },
    actions: [{ label: 'Approve rollout', identifier: 'approve', description: 'ship it' }],
  })
  return data.id
}

test('a link signs in once, and the token leaves the address bar', async () => {
  await using bench = await openBenchWithMain()
  const browser = await signIn(bench, 'wilbur')
  expect(browser.cookie).toMatch(/HttpOnly/)
  expect(browser.cookie).toMatch(/SameSite=Strict/)
  expect(browser.cookie).not.toContain(bench.forge.token('wilbur'))
  expect(browser.location).toBe('/')
  expect((await browser.page('/')).text).toContain('git clone')
  expect((await fetch(bench.forge.url)).status).toBe(401)
  expect((await fetch(`${bench.forge.url}/login?token=ghp_guess`)).status).toBe(401)
})

test('a pull request shows its checks, annotations and buttons, and nothing written in it runs', async () => {
  await using bench = await openBenchWithMain()
  await pullWithPlan(bench)
  const { text, headers } = await (await signIn(bench, 'walter')).page('/pulls/1')
  expect(text).toContain('topology.yaml:3')
  expect(text).toContain('no &lt;such&gt; network')
  expect(text).toContain('Approve rollout')
  expect(text).toContain('<td>rlyeh</td>')
  expect(text).not.toMatch(/<script|<img|<b>/)
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('a press from the page reaches the App; one from another site does not', async () => {
  await using bench = await openBenchWithMain()
  const check = await pullWithPlan(bench)
  const browser = await signIn(bench, 'asenath')
  const { text } = await browser.page('/pulls/1')
  const forged = await browser.send(`/checks/${check}/actions`, { identifier: 'approve' })
  expect(forged.status).toBe(403)
  expect(await bench.heard()).not.toContain('check_run.requested_action')
  const honest = await browser.send(`/checks/${check}/actions`, {
    identifier: 'approve',
    token: formToken(text),
  })
  expect([honest.status, honest.headers.get('location')]).toEqual([303, '/pulls/1'])
  expect(await bench.heard()).toContain('check_run.requested_action')
})

test("one person's form does not work with another's cookie", async () => {
  await using bench = await openBenchWithMain()
  const check = await pullWithPlan(bench)
  const { text } = await (await signIn(bench, 'walter')).page('/pulls/1')
  const other = await signIn(bench, 'herbert')
  const answer = await other.send(`/checks/${check}/actions`, {
    identifier: 'approve',
    token: formToken(text),
  })
  expect(answer.status).toBe(403)
})

test('a branch becomes a pull request and is merged with two presses; a reader has no such buttons', async () => {
  await using bench = await openBenchWithMain()
  const clone = await bench.clone('wilbur')
  await clone.commit('notes.md', 'why\n')
  await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/notes')
  const [reader, writer] = [await signIn(bench, 'walter'), await signIn(bench, 'wilbur')]
  expect((await reader.page('/')).text).not.toContain('Open pull request')
  const token = formToken((await writer.page('/')).text)
  expect((await reader.send('/pulls', { head: 'notes', token })).status).toBe(403)
  const opened = await writer.send('/pulls', { head: 'notes', title: 'Notes', token })
  expect(opened.headers.get('location')).toBe('/pulls/1')
  expect((await writer.page('/pulls/1')).text).toContain('Merge pull request')
  expect((await reader.page('/pulls/1')).text).not.toContain('Merge pull request')
  expect((await writer.send('/pulls/1/merge', { token })).status).toBe(303)
  expect((await writer.page('/pulls/1')).text).toContain('merged by wilbur')
})

test('webhooks are for maintainers to see', async () => {
  await using bench = await openBenchWithMain()
  await bench.forge.settled()
  expect((await (await signIn(bench, 'wilbur')).page('/deliveries')).status).toBe(403)
  expect((await (await signIn(bench, 'asenath')).page('/deliveries')).text).toContain('push')
})

test.for([
  ['[x](javascript:alert(1))', 'x'],
  ['[x](//evil.example)', 'x'],
  ['![x](https://evil.example/pixel)', 'x'],
  ['<details><summary>s</summary></details>', '<details><summary>s</summary></details>'],
  ['<details open onclick=x>', '&lt;details open onclick=x&gt;'],
])('markdown %s', ([text, shown]) => {
  const rendered = renderMarkdown(text ?? '')
  expect(rendered).toContain(shown)
  expect(rendered).not.toMatch(/javascript:|evil|<img|<details [^>]/)
})

test('a deployment is seen on its commit, and the newest of each environment on the first page', async () => {
  await using bench = await openBenchWithMain()
  const octokit = bench.asApp()
  for (const words of ['release 1', '<b>release 2</b>']) {
    const wanted = {
      ...repo,
      ref: bench.main,
      environment: 'miskatonic',
      required_contexts: [],
      auto_merge: false,
    }
    const { data } = await octokit.repos.createDeployment(wanted)
    const deployment_id = 'id' in data ? data.id : 0
    await octokit.repos.createDeploymentStatus({
      ...repo,
      deployment_id,
      state: 'success',
      description: words,
    })
  }
  const browser = await signIn(bench, 'walter')
  const commit = (await browser.page(`/commits/${bench.main}`)).text
  expect(commit).toContain('release 1')
  expect(commit).toContain('&lt;b&gt;release 2&lt;/b&gt;')
  const first = (await browser.page('/')).text
  expect(first).toContain('&lt;b&gt;release 2&lt;/b&gt;')
  expect(first).not.toContain('release 1')
})
