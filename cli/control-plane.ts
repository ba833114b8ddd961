import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Option } from 'commander'
import * as z from 'zod'
import {
  ApprovalAnswer,
  AuditPage,
  Examination,
  Failure,
  Status,
  SteeringAnswer,
  TokenAnswer,
} from '../schema/control-plane.ts'
import { CommandError } from './command-error.ts'
import { jsonIn } from './json-in.ts'
import { type Identity, identity } from './operator/identity.ts'

/** Milliseconds after which the control plane is given up, and after which it is with a package to send. */
const PATIENCE = 30_000
const UPLOAD_PATIENCE = 900_000

const Config = z.object({ url: z.url().optional() })

/** The control plane of one network, as its operator sees it. Every call throws a `CommandError`. */
export interface ControlPlane {
  readonly url: string
  /** The network that the address names. */
  readonly network: string
  status(): Promise<Status>
  /** The whole plan as text for a terminal. */
  plan(digest: string): Promise<string>
  approve(plan: string): Promise<ApprovalAnswer>
  /** Pauses or resumes the newest release. */
  steer(how: 'pause' | 'resume'): Promise<SteeringAnswer>
  /** Rolls back this release, if it is the newest. */
  rollBack(release: number): Promise<SteeringAnswer>
  /** At most a page of the audit log, of what follows an entry. */
  audit(after: number): Promise<AuditPage>
  examination(): Promise<Examination>
  issueToken(gateway: string): Promise<TokenAnswer>
  /** Stores a package of the runner under its SHA-256. */
  publishPackage(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

/** `--url`, for each command that speaks to the control plane. */
export const urlOption = (): Option =>
  new Option('--url <url>', 'the control plane, such as https://control.example.net/v1/miskatonic').env(
    'CYGNET_URL',
  )

export const AUTHORITY = `
The control plane is found by --url, by CYGNET_URL, or by "url" in .cygnet/config.json.
Who you are it learns from a GitHub token in CYGNET_TOKEN or GITHUB_TOKEN, or from your key (cygnet operator key).`

/** Finds the control plane, and what says who the operator is: never from the command line's words. */
export const controlPlane = async (url: string | undefined): Promise<ControlPlane> => {
  const base = await controlPlaneUrl(url)
  const who = await identity()
  const json = async <T>(shape: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> => {
    const read = shape.safeParse(jsonIn(await call(base, who, method, path, body)))
    if (read.success) return read.data
    throw new CommandError(
      'control-plane',
      `${base} answered what no control plane says`,
      'compare versions, and the address',
      read.error,
    )
  }
  return {
    url: base,
    network: networkOf(base),
    status: () => json(Status, 'GET', '/status'),
    plan: digest => call(base, who, 'GET', `/plans/${digest}`),
    approve: plan => json(ApprovalAnswer, 'POST', '/approvals', { plan }),
    steer: how => json(SteeringAnswer, 'POST', `/${how}`),
    rollBack: release => json(SteeringAnswer, 'POST', '/rollback', { release }),
    audit: after => json(AuditPage, 'GET', `/audit?after=${after}`),
    examination: () => json(Examination, 'GET', '/examination'),
    issueToken: gateway => json(TokenAnswer, 'POST', '/tokens', { gateway }),
    publishPackage: async (sha256, bytes) => {
      await call(base, who, 'PUT', `/packages/${sha256}`, bytes)
    },
  }
}

/** The address that was given, or the one that this folder is configured with. Throws a `CommandError`. */
export const controlPlaneUrl = async (url: string | undefined): Promise<string> =>
  checkedUrl(url ?? (await configuredUrl()))

const configuredUrl = async (): Promise<string> => {
  try {
    const { url } = Config.parse(JSON.parse(await readFile(join('.cygnet', 'config.json'), 'utf8')))
    if (url !== undefined) return url
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new CommandError(
        'unreadable',
        '.cygnet/config.json is not readable',
        'write { "url": "https://…" }',
        error,
      )
    }
  }
  throw new CommandError(
    'usage',
    'no control plane is named',
    'write --url https://HOST/v1/NETWORK, or set CYGNET_URL to that',
  )
}

/** One network of a control plane; a token goes over TLS, or no further than this machine. */
const checkedUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const near = url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
  const ofNetwork = url !== undefined && /\/v1\/[^/]+\/*$/.test(url.pathname)
  if (!ofNetwork || (url.protocol !== 'https:' && !near)) {
    throw new CommandError(
      'usage',
      `${text} is no address of a control plane`,
      'write https://HOST/v1/NETWORK',
    )
  }
  return text.replace(/\/+$/, '')
}

/** `…/v1/NETWORK`: the one network that is spoken of. */
export const networkOf = (base: string): string => base.split('/').at(-1) ?? ''

const call = async (
  base: string,
  who: Identity,
  method: string,
  path: string,
  body?: unknown,
): Promise<string> => {
  const isFile = body instanceof Uint8Array
  const bytes = isFile ? body : new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body))
  const url = new URL(`${base}${path}`)
  const authorization = who({
    host: url.host,
    network: networkOf(base),
    method,
    path: `${url.pathname}${url.search}`,
    body: createHash('sha256').update(bytes).digest('hex'),
  })
  const type = isFile ? 'application/octet-stream' : 'application/json'
  const response = await reached(base, () =>
    fetch(url, {
      method,
      headers: { authorization, 'content-type': type },
      ...(body === undefined ? {} : { body: bytes }),
      // A redirect could lead the token elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(isFile ? UPLOAD_PATIENCE : PATIENCE),
    }),
  )
  const text = await reached(base, () => response.text())
  if (response.ok) return text
  const failure = Failure.safeParse(jsonIn(text))
  throw failure.success
    ? new CommandError(
        'control-plane',
        `${failure.data.error.code}: ${failure.data.error.message}`,
        failure.data.error.hint,
      )
    : new CommandError(
        'control-plane',
        `${base} answered ${response.status}`,
        'is this the address of a control plane?',
      )
}

const reached = async <T>(base: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    throw new CommandError(
      'control-plane',
      `${base} does not answer: ${reasonOf(cause)}`,
      'look at the address, and whether this machine reaches it: cygnet doctor',
      cause,
    )
  }
}

/** What fetch gives as the reason lies below its own `fetch failed`. */
const reasonOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? reasonOf(cause.cause) : cause.message
}
