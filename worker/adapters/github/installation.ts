import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/rest'
import { ForgeError, type ForgeErrorCode } from '../../ports/forge.ts'
import { limitOf } from './limits.ts'
import { asPkcs8 } from './private-key.ts'

export interface GitHubSettings {
  /** Base of the REST API, such as https://api.github.com */
  readonly api: string
  /** `owner/name` */
  readonly repository: string
  readonly appId: string
  /** PEM, PKCS#1 or PKCS#8. */
  readonly privateKey: string
}

/** Milliseconds after which a call is given up. */
const PATIENCE = 20_000

/** The App as installed on the one repository: every call goes through here, so that failures speak our language. */
export interface Installation {
  readonly repository: { readonly owner: string; readonly repo: string }
  readonly appId: number
  /** Calls GitHub with the installation's token. Throws a `ForgeError` whose message names `what`. */
  readonly call: <T>(what: string, work: (octokit: Octokit) => Promise<T>) => Promise<T>
  /** The same as the App itself, for what is not any repository's. */
  readonly callAsApp: <T>(what: string, work: (octokit: Octokit) => Promise<T>) => Promise<T>
  /** The same with somebody else's token. */
  readonly callAs: <T>(token: string, what: string, work: (octokit: Octokit) => Promise<T>) => Promise<T>
}

export const installationOf = (settings: GitHubSettings): Installation => {
  const [owner = '', repo = ''] = settings.repository.split('/')
  let found: Promise<Octokit> | undefined
  const installed = async (): Promise<Octokit> => {
    found ??= findInstallation(settings, { owner, repo })
    try {
      return await found
    } catch (cause) {
      // Asked for anew the next time: the App may be installed in the meantime.
      found = undefined
      throw cause
    }
  }
  return {
    repository: { owner, repo },
    appId: Number(settings.appId),
    call: (what, work) => inOurWords(what, async () => work(await installed())),
    callAsApp: (what, work) => inOurWords(what, async () => work(appClient(settings))),
    callAs: (token, what, work) => inOurWords(what, () => work(client(settings.api, { auth: token }))),
  }
}

const client = (api: string, options: ConstructorParameters<typeof Octokit>[0]): Octokit =>
  new Octokit({
    ...options,
    baseUrl: api,
    userAgent: 'cygnet',
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE) }),
    },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  })

const findInstallation = async (
  settings: GitHubSettings,
  repository: { owner: string; repo: string },
): Promise<Octokit> => {
  const installation = await appClient(settings).rest.apps.getRepoInstallation(repository)
  return appClient(settings, { installationId: installation.data.id })
}

/** Authenticated as the App, or as an installation of it. */
const appClient = (
  { api, appId, privateKey }: GitHubSettings,
  installation: { readonly installationId?: number } = {},
): Octokit =>
  client(api, {
    authStrategy: createAppAuth,
    auth: { appId, privateKey: asPkcs8(privateKey), ...installation },
  })

const inOurWords = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof ForgeError) throw cause
    const retryAfter = limitOf(cause)
    const code = retryAfter === undefined ? codeOf(cause) : 'limited'
    throw new ForgeError(code, `could not ${what}: ${reasonOf(cause)}`, { cause, retryAfter })
  }
}

/** The HTTP status of an answer that was no success; undefined when there was no answer. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined

const codeOf = (error: unknown): ForgeErrorCode => {
  const status = statusOf(error)
  if (status === 404) return 'not-found'
  return status !== undefined && status < 500 && status !== 408 && status !== 429 ? 'refused' : 'unavailable'
}

// Octokit's own messages quote the answer and the documentation's address, never the token.
const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${statusOf(error) ?? 'no answer'}: ${error.message.slice(0, 300)}` : 'no answer'
