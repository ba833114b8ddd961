/** How the Worker runs, wherever it runs: `wrangler.jsonc` says the same for a deployment, and a test compares. */
export const WORKER_SETTINGS = {
  main: 'worker/main.ts',
  compatibilityDate: '2026-07-01',
  compatibilityFlags: ['nodejs_compat'],
  /** R2 bucket with the TUF repositories. */
  bucketBinding: 'STORE',
  /** SQLite Durable Objects, each with the memory of one network. */
  fleet: { binding: 'FLEET', className: 'Fleet' },
  /** How often `scheduled` runs: signs the timestamp anew in time, looks for lost webhooks. */
  cron: '*/5 * * * *',
} as const

/** Plain variables and secrets by name; the same names as in `worker/environment.ts`. */
export const VARIABLES = ['NETWORKS', 'PUBLIC_URL', 'GITHUB_API', 'GITHUB_APP_ID'] as const
export const SECRETS = ['GITHUB_PRIVATE_KEY', 'GITHUB_WEBHOOK_SECRET', 'SIGNING_KEY'] as const

/** May be left out. */
export const OPTIONAL = [
  'OPERATOR_KEYS',
  'NOTIFY_URL',
  'NOTIFY_SECRET',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
  'ACCESS_TEAM',
  'ACCESS_AUDIENCE',
] as const

/** One entry of `NETWORKS`, as `worker/networks.ts` reads it. */
export interface NetworkSetting {
  readonly network: string
  readonly repository: string
  readonly folder?: string
  readonly prefix?: string
  readonly signingKey?: string
}

/** Secrets beyond these are the signing keys that networks name. */
export type Bindings = Readonly<
  Record<Exclude<(typeof VARIABLES)[number], 'NETWORKS'> | (typeof SECRETS)[number], string>
> &
  Partial<Record<(typeof OPTIONAL)[number], string>> & {
    readonly NETWORKS: readonly NetworkSetting[]
    readonly [secret: `SIGNING_KEY_${string}`]: string
  }

/** Options of miniflare for the Worker: give it the bundled script and its bindings; persistence is the caller's. */
export const miniflareOptions = (script: string, bindings: Bindings) => ({
  name: 'cygnet',
  // Given as the one module that it is: of a mere script miniflare would look for imports, parsing all of it at every start.
  modules: [{ type: 'ESModule' as const, path: 'cygnet.mjs', contents: script }],
  compatibilityDate: WORKER_SETTINGS.compatibilityDate,
  compatibilityFlags: [...WORKER_SETTINGS.compatibilityFlags],
  bindings: { ...bindings, NETWORKS: bindings.NETWORKS.map(network => ({ ...network })) },
  r2Buckets: [WORKER_SETTINGS.bucketBinding as string],
  durableObjects: {
    [WORKER_SETTINGS.fleet.binding]: { className: WORKER_SETTINGS.fleet.className, useSQLite: true },
  },
})
