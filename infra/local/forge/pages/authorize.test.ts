import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { gitHubSignIn, webOf } from '../../../../worker/adapters/github/sign-in.ts'
import { type Bench, openBench } from '../fixture.ts'

const CALLBACK = 'https://control.test/login/callback'
const CLIENT = { id: 'Iv23test', secret: 'a client secret', callbacks: [CALLBACK] }
const VERIFIER = 'v'.repeat(43)
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

/** A forge whose App people can log in to. */
const opened = async (): Promise<Bench> => {
  const first = await openBench()
  await first[Symbol.asyncDispose]()
  return openBench({ app: { ...first.settings.app, client: CLIENT } })
}

/** Goes through the forge as somebody who is signed in there; answers the code, or the status of a refusal. */
const codeFor = async (bench: Bench, login: string, redirect = CALLBACK): Promise<string | number> => {
  const signed = await fetch(bench.forge.loginUrl(login), { redirect: 'manual' })
  const cookie = signed.headers.get('set-cookie')?.split(';')[0] ?? ''
  const signIn = gitHubSignIn({ api: bench.forge.apiUrl, clientId: CLIENT.id, clientSecret: CLIENT.secret })
  const asked = signIn.addressFor({ redirect, state: 'a-state', challenge: CHALLENGE })
  const answer = await fetch(asked, { headers: { Cookie: cookie }, redirect: 'manual' })
  const back = answer.headers.get('location')
  if (back === null) return answer.status
  expect(back.startsWith(`${CALLBACK}?`)).toBe(true)
  expect(new URL(back).searchParams.get('state')).toBe('a-state')
  return new URL(back).searchParams.get('code') ?? ''
}

test('the Worker learns who logs in, once for each code, with the proof that it began this', async () => {
  await using bench = await opened()
  const signIn = gitHubSignIn({ api: bench.forge.apiUrl, clientId: CLIENT.id, clientSecret: CLIENT.secret })
  const personOf = async (code: string | number, verifier = VERIFIER) =>
    signIn.personOf({ redirect: CALLBACK, code: String(code), verifier })
  const code = await codeFor(bench, 'walter')
  expect(await personOf(code)).toEqual({ login: 'walter', id: expect.any(Number) })
  expect(await personOf(code)).toBeUndefined()
  expect(await personOf(await codeFor(bench, 'walter'), 'w'.repeat(43))).toBeUndefined()
  const stranger = gitHubSignIn({
    api: bench.forge.apiUrl,
    clientId: CLIENT.id,
    clientSecret: 'a guess!!!!!!!!',
  })
  const other = String(await codeFor(bench, 'walter'))
  expect(await stranger.personOf({ redirect: CALLBACK, code: other, verifier: VERIFIER })).toBeUndefined()
})

test('a code goes to the App’s own address and to nowhere else', async () => {
  await using bench = await opened()
  expect(await codeFor(bench, 'walter', 'https://evil.test/login/callback')).toBe(400)
})

test('people are met where the API is at home: GitHub.com, a company’s own, this machine', () => {
  expect(webOf('https://api.github.com')).toBe('https://github.com')
  expect(webOf('https://api.miskatonic.ghe.com')).toBe('https://miskatonic.ghe.com')
  expect(webOf('https://github.miskatonic.test/api/v3')).toBe('https://github.miskatonic.test')
  expect(webOf('http://127.0.0.1:4711/api/v3')).toBe('http://127.0.0.1:4711')
})

test('a GitHub that does not answer is said to be that, and not the person’s fault', async () => {
  const signIn = gitHubSignIn({
    api: 'http://127.0.0.1:9/api/v3',
    clientId: 'x',
    clientSecret: 'a client secret',
  })
  await expect(signIn.personOf({ redirect: CALLBACK, code: 'c', verifier: VERIFIER })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.not.stringContaining('secret'),
  })
})
