import { createHmac, randomUUID } from 'node:crypto'
import { Miniflare, type Request as MiniflareRequest, Response as MiniflareResponse } from 'miniflare'
import { vi } from 'vitest'
import { buildWorker } from '../../../infra/worker/build.ts'
import { miniflareOptions, type NetworkSetting } from '../../../infra/worker/settings.ts'
import { Status } from '../../../schema/control-plane.ts'
import { digestOf } from '../../../schema/wire/canonical.ts'
import { signingKey } from '../../../schema/wire/ed25519.ts'
import type { Report } from '../../../schema/wire/report.ts'
import { rootPath } from '../../../schema/wire/repository.ts'
import { signReport } from '../../../schema/wire/signature.ts'
import { makeRoot, signRoot } from '../../../worker/release/root.ts'
import { REFERENCE_KEYS } from '../../fixtures/reference.ts'
import { signerNamed } from '../network.ts'
import { StubGitHub } from './github.ts'
import { APP_ID } from './run.ts'
import { CLIENT_SECRET, NOTIFY_URL, PUBLIC_URL, settingsFor, WEBHOOK_SECRET, workerSeed } from './settings.ts'
import { StubSignIn } from './sign-in.ts'

// Each test starts a runtime of its own, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

export const REPOSITORY = 'miskatonic/network'

/** What signs for a gateway of the reference network. */
export const seedOf = (gateway: 'rlyeh' | 'ulthar'): Uint8Array =>
  REFERENCE_KEYS[gateway].sign.secretKey.slice(0, 32)

let script: Promise<string> | undefined

/** Who asks, and with what; a text or bytes are sent as they are. */
interface Asked {
  readonly body?: unknown
  readonly token?: string
  readonly authorization?: string
}

/** What the Worker answered; of a text that is no JSON, the text. */
interface Answered {
  readonly status: number
  readonly body: { readonly error?: { readonly code: string }; readonly [key: string]: unknown }
}

/** The very Worker on miniflare, with a stub of GitHub behind it; alice maintains, mallory may only write. */
export class ControlPlane {
  readonly gitHub = new StubGitHub(REPOSITORY)
  /** Who logs in, at GitHub and at Cloudflare Access. */
  readonly people = new StubSignIn(this.gitHub, CLIENT_SECRET)
  /** Other repositories that the App is installed on, by `owner/name`. */
  readonly others = new Map<string, StubGitHub>()
  /** What the listener was sent, and the statuses of its next answers; then it takes everything. */
  readonly heard: { readonly headers: Headers; readonly body: string }[] = []
  readonly deaf: number[] = []
  readonly #miniflare: Miniflare
  #counter = 0

  private constructor(bundled: string, networks: readonly NetworkSetting[]) {
    this.#miniflare = new Miniflare({
      ...miniflareOptions(bundled, settingsFor(networks)),
      outboundService: async (request: MiniflareRequest) => {
        if (request.url === NOTIFY_URL) return this.#listen(request)
        const answer = await this.#outside(
          new Request(request.url, {
            method: request.method,
            headers: [...request.headers],
            ...(request.method === 'GET' ? {} : { body: await request.text() }),
          }),
        )
        return new MiniflareResponse(await answer.text(), {
          status: answer.status,
          headers: [...answer.headers],
        })
      },
    })
  }

  /** A control plane whose store holds a root, and whose `main` holds these files. */
  static async begin(
    files: Record<string, string>,
    networks: readonly NetworkSetting[] = [{ network: 'miskatonic', repository: REPOSITORY }],
  ): Promise<ControlPlane> {
    script ??= buildWorker().then(built => built.script)
    const plane = new ControlPlane(await script, networks)
    for (const [login, role] of [
      ['alice', 'maintain'],
      ['bob', 'maintain'],
      ['mallory', 'write'],
      ['carter', 'admin'],
    ] as const) {
      plane.gitHub.roles.set(login, role)
      plane.gitHub.tokens.set(`token-of-${login}`, login)
    }
    plane.gitHub.commit(files, 'main')
    await plane.putRoot()
    return plane
  }

  async #listen(request: MiniflareRequest): Promise<MiniflareResponse> {
    this.heard.push({ headers: new Headers([...request.headers]), body: await request.text() })
    return new MiniflareResponse(null, { status: this.deaf.shift() ?? 204 })
  }

  /** Everything else that the Worker can reach: the log in, Access, and the API of each repository. */
  async #outside(request: Request): Promise<Response> {
    return (await this.people.answer(request)) ?? this.#repositoryOf(request.url).answer(request)
  }

  #repositoryOf(url: string): StubGitHub {
    const [, , owner, name] = new URL(url).pathname.split('/')
    return this.others.get(`${owner}/${name}`) ?? this.gitHub
  }

  async putRoot(prefix = ''): Promise<string> {
    const operator = signerNamed('armitage')
    const root = signRoot(
      makeRoot({
        version: 1,
        operators: [operator.publicKey],
        threshold: 1,
        worker: signingKey(workerSeed).publicKey,
        expires: new Date('2036-01-01T00:00:00Z'),
      }),
      operator,
    )
    const bucket = await this.#miniflare.getR2Bucket('STORE')
    await bucket.put(`${prefix}${rootPath(1)}`, root)
    return digestOf(root)
  }

  async stored(path: string): Promise<string | undefined> {
    const object = await (await this.#miniflare.getR2Bucket('STORE')).get(path)
    return object === null ? undefined : object.text()
  }

  async request(method: string, path: string, options: Asked = {}): Promise<Answered> {
    const { body, token } = options
    const authorization = options.authorization ?? (token === undefined ? undefined : `Bearer ${token}`)
    const response = await this.#miniflare.dispatchFetch(`${PUBLIC_URL}${path}`, {
      method,
      headers: authorization === undefined ? {} : { Authorization: authorization },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : { text } }
  }

  /** As a browser asks, which is told where to go next instead of going there. */
  async browse(path: string, init: { method?: string; headers?: Record<string, string> } = {}) {
    const response = await this.#miniflare.dispatchFetch(`${PUBLIC_URL}${path}`, {
      redirect: 'manual',
      ...init,
    })
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get('location'),
      cookies: response.headers.getSetCookie(),
      headers: response.headers,
    }
  }

  /** Below `/v1/miskatonic`. */
  api(method: string, path: string, options: Asked = {}): Promise<Answered> {
    return this.request(method, `/v1/miskatonic${path}`, options)
  }

  async webhook(
    event: string,
    payload: Record<string, unknown>,
    how: { delivery?: string; secret?: string; repository?: string; signature?: string } = {},
  ): Promise<Answered> {
    const repository = { full_name: how.repository ?? REPOSITORY, default_branch: 'main' }
    const body = JSON.stringify({ repository, ...payload, ...this.#senderOf(payload) })
    const signature = createHmac('sha256', how.secret ?? WEBHOOK_SECRET)
      .update(body)
      .digest('hex')
    const response = await this.#miniflare.dispatchFetch(`${PUBLIC_URL}/github/webhook`, {
      method: 'POST',
      headers: {
        'X-GitHub-Event': event,
        'X-GitHub-Delivery': how.delivery ?? randomUUID(),
        'X-Hub-Signature-256': how.signature ?? `sha256=${signature}`,
        'Content-Type': 'application/json',
      },
      body,
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }

  /** GitHub names whoever did it with his id. */
  #senderOf({ sender }: Record<string, unknown>): Record<string, unknown> {
    if (typeof sender !== 'object' || sender === null || !('login' in sender)) return {}
    return { sender: { id: this.gitHub.idOf(String(sender.login)), ...sender } }
  }

  /**
   * Sends bytes that may be cut off before they were read: what is still being sent then may meet a closed connection
   * instead of the answer, and is sent again.
   */
  async post(
    path: string,
    body: () => string | ReadableStream<Uint8Array>,
    headers: Record<string, string>,
  ): Promise<Answered> {
    const url = new URL(path, await this.#miniflare.ready)
    const answer = await vi.waitFor(
      () => fetch(url, { method: 'POST', headers, body: body(), duplex: 'half' }),
      30_000,
    )
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }

  /** Says that a pull request was opened or pushed to, and waits for its check. */
  async review(number: number, sender: string, action = 'opened'): Promise<void> {
    await this.webhook('pull_request', {
      action,
      number,
      pull_request: { merged: false },
      sender: { login: sender },
    })
    await this.settled()
  }

  /** Presses a button of a check, as GitHub would tell. */
  async press(
    login: string,
    run: { name: string; head_sha: string; external_id: string },
    identifier = 'approve-rollout',
  ): Promise<void> {
    await this.webhook('check_run', {
      action: 'requested_action',
      requested_action: { identifier },
      check_run: { ...run, app: { id: APP_ID } },
      sender: { login },
    })
    await this.settled()
  }

  /** Says that somebody pushed to main, and waits for what follows. */
  async pushed(sender: string): Promise<void> {
    const after = this.gitHub.branches.get('main')
    await this.webhook('push', { ref: 'refs/heads/main', after, deleted: false, sender: { login: sender } })
    await this.settled()
  }

  /** Waits until no work is due: the cron's visit does what there is and returns when it is done. */
  async settled(): Promise<void> {
    const worker = await this.#miniflare.getWorker()
    await worker.scheduled({ cron: '* * * * *' })
  }

  async status(): Promise<Status> {
    return Status.parse((await this.api('GET', '/status', { token: 'token-of-alice' })).body)
  }

  /** A genuine report of a gateway; the counter grows by itself. */
  report(gateway: 'rlyeh' | 'ulthar', change: Partial<Report> = {}, seed: Uint8Array = seedOf(gateway)) {
    this.#counter += 1
    const report: Report = {
      cygnet: 1,
      network: 'miskatonic',
      gateway,
      counter: this.#counter,
      at: '2026-03-01T12:00:00Z',
      outcome: 'committed',
      children: [{ connection: 'rlyeh-ulthar', child: 'containers-containers', state: 'up' }],
      runner: '0.1.0',
      ...change,
    }
    return signReport(report, seed)
  }

  /** Every call that the Worker made must have been one that GitHub describes. */
  async end(): Promise<void> {
    await this.#miniflare.dispose()
    const misfits = [this.gitHub, ...this.others.values()].flatMap(stub => stub.misfits)
    if (misfits.length > 0) throw new Error(`not what GitHub describes: ${misfits.join('; ')}`)
  }
}
