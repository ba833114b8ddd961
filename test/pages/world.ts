import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Octokit } from '@octokit/rest'
import { stringify } from 'yaml'
import { type Stack, type StackOptions, startStack } from '../../infra/local/stack.ts'
import { Status } from '../../schema/control-plane.ts'
import type { Measured } from '../../schema/wire/measured.ts'
import type { Report } from '../../schema/wire/report.ts'
import { signReport } from '../../schema/wire/signature.ts'
import { ledgerInSqlite } from '../fixtures/ledger-in-sqlite.ts'
import type { Written } from '../fixtures/two-sites.ts'
import { type SeededNetwork, seedOf } from './networks.ts'

const REPO = { owner: 'miskatonic', repo: 'network' }

/** asenath decides, wilbur writes, walter reads, nobody has an account and no right. */
const USERS = [
  { login: 'asenath', role: 'admin' },
  { login: 'wilbur', role: 'maintain' },
  { login: 'walter', role: 'read' },
  { login: 'nobody', role: 'none' },
] as const

export type Login = (typeof USERS)[number]['login']

/** The stack that `npm start` runs, with a network in it whose gateways are this very process. */
export class World implements AsyncDisposable {
  readonly folder: string
  readonly network: SeededNetwork
  #stack: Stack
  #counter = 0

  private constructor(folder: string, network: SeededNetwork, stack: Stack) {
    this.folder = folder
    this.network = network
    this.#stack = stack
  }

  static async begin(network: SeededNetwork): Promise<World> {
    const folder = await mkdtemp(path.join(tmpdir(), 'pages-'))
    return new World(folder, network, await startStack(optionsFor(folder)))
  }

  /** Where the pages begin. */
  get url(): string {
    return this.#stack.worker.url
  }

  /** An address that signs a browser in to the forge. */
  signInAs(login: Login): string {
    return this.#stack.forge.loginUrl(login)
  }

  token(login: Login): string {
    return this.#stack.forge.token(login)
  }

  /** Puts a topology onto the default branch, and waits until the control plane has seen it. */
  async push(topology: Written): Promise<void> {
    const octokit = new Octokit({ baseUrl: this.#stack.forge.apiUrl, auth: this.token('asenath') })
    const file = { ...REPO, path: 'topology.yaml' }
    const old = await octokit.repos.getContent(file).then(
      ({ data }) => ('sha' in data ? data.sha : undefined),
      () => undefined,
    )
    const content = Buffer.from(stringify(topology)).toString('base64')
    await octokit.repos.createOrUpdateFileContents({
      ...file,
      message: 'the network',
      content,
      ...(old && { sha: old }),
    })
    await this.#stack.forge.settled()
    await this.#stack.worker.runCron()
  }

  /** Approves what waits, and waits until gateways are told. */
  async approve(): Promise<void> {
    const { waiting } = await this.status()
    await this.ask('POST', '/approvals', 'wilbur', { plan: waiting?.plan })
    await this.#until(async () => (await this.status()).release?.plan === waiting?.plan)
    await this.#stack.worker.runCron()
  }

  /** Waits until the release has come to its end. */
  completed(): Promise<void> {
    return this.#until(async () => (await this.status()).release?.phase === 'completed')
  }

  async status(): Promise<Status> {
    return Status.parse(await (await this.ask('GET', '/status', 'wilbur')).json())
  }

  ask(method: string, address: string, login: Login, body?: unknown): Promise<Response> {
    return this.#send(method, address, body, { Authorization: `Bearer ${this.token(login)}` })
  }

  /** Each by a connection of its own: a kept one may be closed in the very moment in which it is used again. */
  #send(method: string, address: string, body: unknown, headers: Record<string, string>): Promise<Response> {
    return fetch(`${this.url}/v1/miskatonic${address}`, {
      method,
      headers: { Connection: 'close', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  /** A genuine report, by the real way; throws when it is not taken. */
  async report(gateway: string, change: Partial<Report>): Promise<void> {
    this.#counter += 1
    const report: Report = {
      cygnet: 1,
      network: 'miskatonic',
      gateway,
      counter: this.#counter,
      at: new Date().toISOString(),
      outcome: 'unchanged',
      children: [],
      runner: '0.1.0',
      ...change,
    }
    const signed = signReport(report, seedOf(this.network.names.indexOf(gateway)))
    const answer = await this.#send('POST', '/reports', signed, {})
    if (answer.status !== 200) throw new Error(`${gateway}: ${answer.status} ${await answer.text()}`)
  }

  /** What was measured before this world began: written through the Worker's own ledger, while the Worker is away. */
  async measuredBefore(
    measured: (gateway: string, at: number) => Measured | undefined,
    times: readonly number[],
  ): Promise<void> {
    await this.#stack.stop()
    const kept = path.join(this.folder, 'worker', 'durable-objects', 'cygnet-Fleet')
    const [file] = readdirSync(kept).filter(name => /^[0-9a-f]{64}\.sqlite$/.test(name))
    let now = 0
    const { ledger, database } = ledgerInSqlite(
      { now: () => new Date(now) },
      new DatabaseSync(path.join(kept, file ?? '')),
    )
    ledger.together(() => {
      for (const at of times)
        for (const gateway of this.network.names) {
          now = at
          const seen = measured(gateway, at)
          if (seen !== undefined) ledger.measurements.put(gateway, at, seen)
        }
    })
    database.close()
    this.#stack = await startStack(optionsFor(this.folder))
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 60_000
    while (!(await holds())) {
      if (Date.now() > end) throw new Error('the control plane did not get there within a minute')
      await this.#stack.worker.runCron()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

const optionsFor = (folder: string): StackOptions => ({ folder, network: 'miskatonic', users: USERS })
