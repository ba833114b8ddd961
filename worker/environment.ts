import type { R2Bucket } from '@cloudflare/workers-types'
import type { Fleet } from './ports/fleet.ts'

/** What a deployment binds: one Worker serves one network in one repository. Secrets come from `wrangler secret`. */
export interface Environment {
  readonly STORE: R2Bucket
  /** The Durable Object namespace; one object, named after the network. Calls go over RPC. */
  readonly FLEET: { getByName(name: string): Fleet }
  /** The network's name; a topology that calls itself otherwise is refused. */
  readonly NETWORK: string
  /** `owner/name`; a webhook from any other repository is refused. */
  readonly REPOSITORY: string
  /** Where this Worker is reached from outside, without a slash at the end. */
  readonly PUBLIC_URL: string
  /** `https://api.github.com`, or the API of another forge that speaks the same. */
  readonly GITHUB_API: string
  readonly GITHUB_APP_ID: string
  /** Secret: the App's private key as PEM, PKCS#1 or PKCS#8. */
  readonly GITHUB_PRIVATE_KEY: string
  /** Secret: what GitHub signs webhooks with. */
  readonly GITHUB_WEBHOOK_SECRET: string
  /** Secret: the Ed25519 seed for timestamp, snapshot, targets and gateway roles; base64 of 32 bytes. */
  readonly SIGNING_KEY: string
}
