import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/rest'
import { type Forge, startForge } from './forge.ts'
import { gitEnvironment } from './git/git.ts'
import type { ForgeSettings } from './settings.ts'

const run = promisify(execFile)

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

export const repo = { owner: 'miskatonic', repo: 'network' }

/** What a hook received. */
export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A forge in a folder of its own, somebody who listens to its webhooks, and hands to use it with. */
export interface Bench extends AsyncDisposable {
  readonly forge: Forge
  readonly settings: ForgeSettings
  /** The status that the listener answers webhooks with from now on. */
  answerHooksWith(status: number): void
  readonly received: readonly Received[]
  /** Names of the webhooks received so far, such as `pull_request.opened`. */
  heard(): Promise<string[]>
  /** Octokit as the App's installation, as the Worker uses it. */
  asApp(): Octokit
  /** Octokit with the App's JWT. */
  asAppItself(): Octokit
  asUser(login: string): Octokit
  /** A clone of the repository as that user; runs git in it. */
  clone(login: string): Promise<Clone>
}

export interface Clone {
  readonly folder: string
  git(...args: string[]): Promise<string>
  /** Writes, commits and returns the commit's SHA. */
  commit(file: string, content: string): Promise<string>
}

/** Opens a bench; `changes` goes over the forge's settings. */
export const openBench = async (changes: Partial<ForgeSettings> = {}): Promise<Bench> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'forge-'))
  const settings: ForgeSettings = {
    folder: path.join(folder, 'forge'),
    repository: { owner: repo.owner, name: repo.repo },
    users: [
      { login: 'herbert', role: 'admin' },
      { login: 'asenath', role: 'maintain' },
      { login: 'wilbur', role: 'write' },
      { login: 'walter', role: 'read' },
      { login: 'stranger', role: 'none' },
    ],
    app: {
      id: 4711,
      slug: 'cygnet',
      publicKey,
      webhookSecret: 'it is a secret to everybody',
      permissions: { checks: 'write', contents: 'write', pull_requests: 'write' },
    },
    protectDefaultBranch: true,
    port: 0,
    ...changes,
  }
  const hook = await listen()
  const forge = await startForge(settings)
  forge.sendWebhooksTo(hook.url)
  const client = (options: object): Octokit =>
    new Octokit({ baseUrl: forge.apiUrl, log: { debug() {}, info() {}, warn() {}, error() {} }, ...options })
  const auth = { appId: settings.app.id, privateKey }
  return {
    forge,
    settings,
    received: hook.received,
    answerHooksWith: hook.answerWith,
    heard: async () => {
      await forge.settled()
      return hook.received.map(eventName)
    },
    asApp: () => client({ authStrategy: createAppAuth, auth: { ...auth, installationId: 1 } }),
    asAppItself: () => client({ authStrategy: createAppAuth, auth }),
    asUser: login => client({ auth: forge.token(login) }),
    clone: login =>
      makeClone(forge.cloneUrl(login), path.join(folder, `${login}-${Date.now()}-${Math.random()}`)),
    [Symbol.asyncDispose]: async () => {
      await forge.stop()
      hook.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const eventName = ({ headers, body }: Received): string => {
  const payload: unknown = JSON.parse(body)
  const action =
    typeof payload === 'object' && payload !== null && 'action' in payload ? `.${payload.action}` : ''
  return `${headers['x-github-event']}${action}`
}

const listen = async () => {
  const received: Received[] = []
  let status = 202
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(status).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    answerWith: (next: number) => {
      status = next
    },
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const makeClone = async (url: string, folder: string): Promise<Clone> => {
  const who = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.net',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.net',
  }
  const env = { ...gitEnvironment(), ...who }
  await run('git', ['clone', '--quiet', url, folder], { env })
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['-C', folder, ...args], { env })).stdout.trim()
  return {
    folder,
    git,
    commit: async (file, content) => {
      await writeFile(path.join(folder, file), content)
      await git('add', '--all')
      await git('commit', '--quiet', '--message', `write ${file}`)
      return git('rev-parse', 'HEAD')
    },
  }
}

/** A bench whose repository has a first commit on main, made by its administrator. */
export const openBenchWithMain = async (
  changes: Partial<ForgeSettings> = {},
): Promise<Bench & { main: string }> => {
  const bench = await openBench(changes)
  const clone = await bench.clone('herbert')
  await clone.git('switch', '--quiet', '--create', 'main')
  const main = await clone.commit('topology.yaml', 'network: miskatonic\n')
  await clone.git('push', '--quiet', 'origin', 'main')
  return { ...bench, main, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() }
}
