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
import { vi } from 'vitest'
import * as z from 'zod'
import { type Forge, startForge } from './forge.ts'
import { gitEnvironment } from './git/git.ts'
import type { ForgeSettings } from './settings.ts'

const run = promisify(execFile)

// Real git and real HTTP: some tests need their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

/** The App's private key, PEM. */
export const appKey = privateKey

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
  /** A token of the installation, for requests that Octokit would not make. */
  token(): Promise<{ token: string }>
  /** Octokit with the App's JWT. */
  asAppItself(): Octokit
  asUser(login: string, forge?: Forge): Octokit
  /** Leaves the forge as a power cut would, and starts another on the same folder. */
  restart(): Promise<Forge>
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
      permissions: { checks: 'write', contents: 'write', deployments: 'write', pull_requests: 'write' },
    },
    protectDefaultBranch: true,
    port: 0,
    ...changes,
  }
  const hook = await listen()
  const forge = await startForge(settings)
  forge.sendWebhooksTo(hook.url)
  const client = (options: object, at = forge): Octokit =>
    new Octokit({ baseUrl: at.apiUrl, log: { debug() {}, info() {}, warn() {}, error() {} }, ...options })
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
    token: async () => {
      const octokit = client({ authStrategy: createAppAuth, auth })
      return (await octokit.apps.createInstallationAccessToken({ installation_id: 1 })).data
    },
    asAppItself: () => client({ authStrategy: createAppAuth, auth }),
    asUser: (login, at) => client({ auth: forge.token(login) }, at),
    restart: () => startForge(settings),
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
  const { action } = z.object({ action: z.string().optional() }).parse(JSON.parse(body))
  const event = String(headers['x-github-event'])
  return action === undefined ? event : `${event}.${action}`
}

const listen = async () => {
  const received: Received[] = []
  let status = 202
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(status).end()
    })
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
  const content = Buffer.from('network: miskatonic\n').toString('base64')
  const file = { ...repo, path: 'topology.yaml', message: 'begin', content }
  const { data } = await bench.asUser('herbert').repos.createOrUpdateFileContents(file)
  return { ...bench, main: data.commit.sha ?? '', [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() }
}
