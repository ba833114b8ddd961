import { createHmac } from 'node:crypto'
import type { Enrolment } from '../../../schema/wire/enrolment.ts'
import { MemoryStore } from '../../../worker/adapters/memory-store.ts'
import { ControlError } from '../../../worker/control-error.ts'
import type { Environment } from '../../../worker/environment.ts'
import { enrol } from '../../../worker/flows/enrol.ts'
import type { Answer, Fleet } from '../../../worker/ports/fleet.ts'
import type { Ports } from '../../../worker/ports/ports.ts'
import {
  readGatewayRole,
  readSnapshot,
  readTargets,
  readTimestamp,
} from '../../../worker/release/published.ts'
import { ReleaseError } from '../../../worker/release/release-error.ts'
import { planOf, rootVersion } from '../../../worker/release/root.ts'
import { applicationOf } from '../../../worker/routes/application.ts'
import { must, never, type Parser, text } from './parser.ts'
import { releaseSamples, WORKER } from './release-samples.ts'
import { ENROLMENT, REPORT } from './wire-parsers.ts'

const SECRET = 'the stars are right'
const done = async <T>(value: T): Promise<Answer<T>> => ({ kind: 'done', value })

/** The checks of an enrolment, with a ledger that takes any token. */
const ledger = {
  together: <T>(work: () => T): T => work(),
  notes: { get: () => undefined, set: () => undefined },
  tokens: { redeem: () => true },
  jobs: { ask: () => undefined },
  audit: { append: () => undefined },
}
const ports = { ledger, clock: { now: () => new Date(0) } } as unknown as Ports

const NOTHING = { next: undefined, waiting: undefined }

const fleet: Fleet = {
  deliver: async () => 'new',
  report: async () => await done('taken' as const),
  enrol: async (enrolment: Enrolment) => {
    try {
      return await done({ branch: enrol(ports, enrolment), pull: undefined })
    } catch (error) {
      if (!(error instanceof ControlError)) throw error
      const { code, message, hint } = error
      return { kind: 'refused', code, message, hint }
    }
  },
  ask: async () => await done({}),
  planText: async () => 'a plan',
  releaseOf: async () => undefined,
  look: async () =>
    await done({ network: 'miskatonic', now: 0, kind: 'rollout', release: undefined, pending: NOTHING }),
  visit: async () => undefined,
}

const genuine = await releaseSamples()
const store = new MemoryStore()
const application = applicationOf(() => ({ fleet, store }))
const environment = {
  NETWORKS: [{ network: 'miskatonic', repository: 'miskatonic/network' }],
  GITHUB_WEBHOOK_SECRET: SECRET,
  GITHUB_APP_ID: '7',
} satisfies Partial<Environment> as unknown as Environment

/** Whatever is sent is answered, and never with "it is our fault". */
const answered = async (path: string, init: RequestInit): Promise<void> => {
  const { status } = await application.request(path, init, environment)
  must(status < 500 || status === 503, `an answer of ${status}`)
}

const post =
  (path: string) =>
  (bytes: Buffer): Promise<void> =>
    answered(path, { method: 'POST', body: new Uint8Array(bytes), headers: { Authorization: 'Bearer x' } })

const webhook = (event: string) => async (bytes: Buffer) => {
  // The Worker reads the body as text; GitHub signs the bytes of one.
  const body = text(bytes)
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`
  const headers = {
    'X-GitHub-Event': event,
    'X-GitHub-Delivery': 'one',
    'X-Hub-Signature-256': signature,
  }
  await answered('/github/webhook', { method: 'POST', body, headers })
}

const repository = { full_name: 'miskatonic/network', default_branch: 'main' }
const sender = { login: 'bob', id: 7 }
const EVENTS = {
  pull_request: { action: 'opened', number: 1, pull_request: { merged: false }, sender, repository },
  push: { ref: 'refs/heads/main', after: 'a'.repeat(40), deleted: false, sender, repository },
  check_suite: {
    action: 'rerequested',
    check_suite: { head_sha: 'a'.repeat(40), app: { id: 7 } },
    repository,
  },
  merge_group: {
    action: 'checks_requested',
    merge_group: { head_sha: 'a'.repeat(40), base_sha: 'b'.repeat(40), base_ref: 'refs/heads/main' },
    repository,
  },
  repository: { action: 'edited', changes: { default_branch: { from: 'main' } }, repository },
  check_run: {
    action: 'requested_action',
    requested_action: { identifier: 'approve-rollout' },
    check_run: {
      name: 'cygnet / plan',
      head_sha: 'a'.repeat(40),
      external_id: 'f'.repeat(64),
      app: { id: 7 },
    },
    sender,
    repository,
  },
}

const body = (name: string, samples: readonly Buffer[], feed: Parser['feed'], share = 10_000): Parser => ({
  name,
  share,
  samples,
  feed,
  refuses: never,
})

const stored = (name: string, sample: Buffer, feed: Parser['feed']): Parser => ({
  ...body(name, [sample], feed, 4_000),
  refuses: error => error instanceof ReleaseError,
})

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** What the control plane is sent, and what it finds in a store that others can write to. */
export const WORKER_PARSERS: readonly Parser[] = [
  ...Object.entries(EVENTS).map(([event, payload]) =>
    body(`webhook ${event}, signed`, [json(payload)], webhook(event)),
  ),
  body('webhook, its headers', [Buffer.from(`sha256=${'0'.repeat(64)}`), Buffer.from('push')], bytes => {
    const value = bytes.toString('latin1').replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '')
    const headers = { 'X-Hub-Signature-256': value, 'X-GitHub-Event': value, 'X-GitHub-Delivery': value }
    return answered('/github/webhook', { method: 'POST', body: '{}', headers })
  }),
  body('posted report', [REPORT], post('/v1/miskatonic/reports')),
  body('posted enrolment', [ENROLMENT], post('/v1/miskatonic/enrolments')),
  body('posted approval', [json({ plan: 'f'.repeat(64) })], post('/v1/miskatonic/approvals')),
  body('asked for a token', [json({ gateway: 'rlyeh' })], post('/v1/miskatonic/tokens')),
  {
    name: 'addresses that are asked for',
    share: 15_000,
    samples: ['repository/metadata/timestamp.json', `plans/${'f'.repeat(64)}`, 'pki/ca.crl'].map(one =>
      Buffer.from(one),
    ),
    feed: async bytes => {
      const url = URL.parse(`https://control.test/v1/miskatonic/${text(bytes)}`)
      if (url !== null && url.host === 'control.test') await answered(url.href, { method: 'GET' })
    },
    refuses: never,
  },
  stored('stored timestamp', genuine.timestamp, bytes => readTimestamp(bytes, WORKER.publicKey, 'x')),
  stored('stored snapshot', genuine.snapshot, bytes => readSnapshot(bytes, WORKER.publicKey, 'x')),
  stored('stored targets', genuine.targets, bytes => readTargets(bytes, WORKER.publicKey, 'x')),
  stored('stored role of a gateway', genuine.gateway, bytes =>
    readGatewayRole('rlyeh')(bytes, WORKER.publicKey, 'x'),
  ),
  stored('stored root', genuine.root, bytes => [rootVersion(bytes), planOf(bytes)]),
]
