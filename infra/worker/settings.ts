/** How the Worker runs, wherever it runs: `wrangler.jsonc` says the same for a deployment, and a test compares. */
export const WORKER_SETTINGS = {
  main: 'worker/main.ts',
  compatibilityDate: '2026-07-01',
  compatibilityFlags: ['nodejs_compat'],
  /** R2 bucket with the TUF repository. */
  bucketBinding: 'STORE',
  /** SQLite Durable Object with the memory of the network. */
  fleet: { binding: 'FLEET', className: 'Fleet' },
  /** How often `scheduled` runs: signs the timestamp anew in time, looks for lost webhooks. */
  cron: '*/5 * * * *',
} as const

/** Plain variables and secrets by name; the same names as in `worker/environment.ts`. */
export const VARIABLES = ['NETWORK', 'REPOSITORY', 'PUBLIC_URL', 'GITHUB_API', 'GITHUB_APP_ID'] as const
export const SECRETS = ['GITHUB_PRIVATE_KEY', 'GITHUB_WEBHOOK_SECRET', 'SIGNING_KEY'] as const

export type Bindings = Record<(typeof VARIABLES)[number] | (typeof SECRETS)[number], string>

/** Options of miniflare for the Worker: give it the bundled script and its bindings; persistence is the caller's. */
export const miniflareOptions = (script: string, bindings: Bindings) => ({
  name: 'cygnet',
  modules: true as const,
  script,
  compatibilityDate: WORKER_SETTINGS.compatibilityDate,
  compatibilityFlags: [...WORKER_SETTINGS.compatibilityFlags],
  bindings,
  r2Buckets: [WORKER_SETTINGS.bucketBinding as string],
  durableObjects: {
    [WORKER_SETTINGS.fleet.binding]: { className: WORKER_SETTINGS.fleet.className, useSQLite: true },
  },
})
