import type { R2Bucket } from '@cloudflare/workers-types'
import { ControlError } from './control-error.ts'
import type { Network } from './networks.ts'
import type { Fleet } from './ports/fleet.ts'

/** What a deployment binds. Secrets come from `wrangler secret`. */
export interface Environment {
  readonly STORE: R2Bucket
  /** The Durable Object namespace; one object for each network, by its name. Calls go over RPC. */
  readonly FLEET: { getByName(name: string): Fleet }
  /** The networks that are served, as JSON or already parsed: see `networksOf`. */
  readonly NETWORKS: unknown
  /** Where this Worker is reached from outside, without a slash at the end. */
  readonly PUBLIC_URL: string
  /** Who may ask with a key instead of a GitHub token: `alice ed25519:…, …`. */
  readonly OPERATOR_KEYS?: string
  /** Secrets: where to tell what happens, and `whsec_…` to sign it with. Neither: nobody is told. */
  readonly NOTIFY_URL?: string
  readonly NOTIFY_SECRET?: string
  /** `https://api.github.com`, or the API of another forge that speaks the same. */
  readonly GITHUB_API: string
  readonly GITHUB_APP_ID: string
  /** Secret: the App's private key as PEM, PKCS#1 or PKCS#8. */
  readonly GITHUB_PRIVATE_KEY: string
  /** Secret: what GitHub signs webhooks with. */
  readonly GITHUB_WEBHOOK_SECRET: string
  /** With the secret: people log in with GitHub. Both are the App's, and are not its number. */
  readonly GITHUB_CLIENT_ID?: string
  /** Secret. Sessions are sealed by it, too: another one ends them all. */
  readonly GITHUB_CLIENT_SECRET?: string
  /** With the audience: whoever this Cloudflare Access team lets in may read. https://TEAM.cloudflareaccess.com */
  readonly ACCESS_TEAM?: string
  /** The Application Audience (AUD) tag of the Access application in front of this Worker. */
  readonly ACCESS_AUDIENCE?: string
  // And for each network the secret that its `signingKey` names, SIGNING_KEY when it names none: the Ed25519 seed for
  // timestamp, snapshot, targets and gateway roles; base64 of 32 bytes.
}

/** The signing key of a network, from the secret that it names. Throws a `ControlError` `misconfigured` when there is none. */
export const signingKeyOf = (environment: Environment, { network, signingKey }: Network): string => {
  const value: unknown = Reflect.get(environment, signingKey)
  if (typeof value === 'string' && value !== '') return value
  throw new ControlError(
    'misconfigured',
    `the secret ${signingKey} of the network ${network} is not there`,
    `npx wrangler secret put ${signingKey}`,
  )
}
