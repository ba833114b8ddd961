import { createSign, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { appKey, type Bench, openBench, openBenchWithMain, repo } from './fixture.ts'

const jwt = (key: string, claims: object, header: object = { alg: 'RS256', typ: 'JWT' }): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${createSign('sha256').update(text).sign(key, 'base64url')}`
}

const asWhom = (bench: Bench, token: string): Promise<Response> =>
  fetch(`${bench.forge.apiUrl}/app`, { headers: { Authorization: `Bearer ${token}` } })

test("only a JWT of the App's own key, its own id and ten minutes opens the App's routes", async () => {
  await using bench = await openBench()
  const now = Math.floor(Date.now() / 1000)
  const honest = { iss: bench.settings.app.id, iat: now - 60, exp: now + 540 }
  expect((await asWhom(bench, jwt(appKey, honest))).status).toBe(200)
  const other = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey
  const forged = {
    'another key': jwt(other, honest),
    'another App': jwt(appKey, { ...honest, iss: 1 }),
    expired: jwt(appKey, { ...honest, exp: now - 1 }),
    'too long a life': jwt(appKey, { ...honest, exp: now + 3600 }),
    'no end': jwt(appKey, { iss: honest.iss, iat: honest.iat }),
    'another algorithm': jwt(appKey, honest, { alg: 'none', typ: 'JWT' }),
  }
  const refused = await Promise.all(
    Object.entries(forged).map(async ([what, token]) => [what, (await asWhom(bench, token)).status]),
  )
  expect(refused).toEqual(Object.keys(forged).map(what => [what, 401]))
})

test('an installation token ends after an hour', async () => {
  let now = new Date()
  await using bench = await openBenchWithMain({ now: () => now })
  const { data } = await bench.asAppItself().apps.createInstallationAccessToken({ installation_id: 1 })
  const read = (): Promise<Response> =>
    fetch(`${bench.forge.apiUrl}/repos/${repo.owner}/${repo.repo}`, {
      headers: { Authorization: `token ${data.token}` },
    })
  expect((await read()).status).toBe(200)
  now = new Date(data.expires_at)
  expect((await read()).status).toBe(401)
})

test('a token that asked for less may do less, and none may do more than the App', async () => {
  await using bench = await openBenchWithMain()
  const app = bench.asAppItself()
  const { data } = await app.apps.createInstallationAccessToken({
    installation_id: 1,
    permissions: { checks: 'read', metadata: 'read' },
  })
  const answer = await fetch(`${bench.forge.apiUrl}/repos/${repo.owner}/${repo.repo}/check-runs`, {
    method: 'POST',
    headers: { Authorization: `token ${data.token}` },
    body: JSON.stringify({ name: 'n', head_sha: bench.main }),
  })
  expect(answer.status).toBe(403)
  const more = app.apps.createInstallationAccessToken({
    installation_id: 1,
    permissions: { administration: 'write' },
  })
  await expect(more).rejects.toMatchObject({ status: 422 })
})

test("one user's name with another's token does not open the repository", async () => {
  await using bench = await openBenchWithMain()
  const clone = await bench.clone('herbert')
  const mixed = new URL(bench.forge.cloneUrl('herbert'))
  mixed.username = 'wilbur'
  await expect(clone.git('ls-remote', mixed.href)).rejects.toThrow(/Authentication failed|401/)
})

test('what a user may do is told in both of the words that GitHub has for it', async () => {
  await using bench = await openBench()
  const octokit = bench.asApp()
  const roleOf = async (username: string): Promise<[string, string]> => {
    const { data } = await octokit.repos.getCollaboratorPermissionLevel({ ...repo, username })
    return [data.permission, data.role_name]
  }
  expect(await roleOf('herbert')).toEqual(['admin', 'admin'])
  expect(await roleOf('asenath')).toEqual(['write', 'maintain'])
  expect(await roleOf('walter')).toEqual(['read', 'read'])
  expect(await roleOf('stranger')).toEqual(['none', 'none'])
  await expect(roleOf('nobody')).rejects.toMatchObject({ status: 404 })
})
