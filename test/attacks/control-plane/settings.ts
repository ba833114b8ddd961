import { generateKeyPairSync } from 'node:crypto'
import { publicKeyOf } from '../../../cli/init/network-keys.ts'
import type { Bindings, NetworkSetting } from '../../../infra/worker/settings.ts'
import { operatorKeyLine } from '../../../schema/operator-keys.ts'
import { toBase64 } from '../../../schema/wire/base64.ts'
import { APP_ID } from './run.ts'
import { ACCESS_AUDIENCE, ACCESS_TEAM, CLIENT_ID } from './sign-in.ts'

export const WEBHOOK_SECRET = 'the stars are right'
export const PUBLIC_URL = 'https://control.test'
export const CLIENT_SECRET = 'the client secret of the App'
/** Where somebody listens to what happens, and what it is signed with. */
export const NOTIFY_URL = 'https://hooks.example.net/a-secret-path'
export const NOTIFY_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** Of the key that signs for the network. */
export const workerSeed = new Uint8Array(32).fill(9)
// GitHub hands out PKCS#1.
const appKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString()

/** Whose keys the deployment knows; what each may do is GitHub's to say. */
export const OPERATOR_KEYS = new Map(
  ['alice', 'bob', 'mallory', 'nobody'].map(login => [login, generateKeyPairSync('ed25519').privateKey]),
)

/** How the control plane is set up that these stories attack. */
export const settingsFor = (networks: readonly NetworkSetting[]): Bindings => ({
  NETWORKS: networks,
  PUBLIC_URL,
  GITHUB_API: 'https://github.test',
  GITHUB_APP_ID: String(APP_ID),
  GITHUB_PRIVATE_KEY: appKey,
  GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
  SIGNING_KEY: toBase64(workerSeed),
  GITHUB_CLIENT_ID: CLIENT_ID,
  GITHUB_CLIENT_SECRET: CLIENT_SECRET,
  ACCESS_TEAM,
  ACCESS_AUDIENCE,
  SIGNING_KEY_INNSMOUTH: toBase64(new Uint8Array(32).fill(10)),
  NOTIFY_URL,
  NOTIFY_SECRET,
  OPERATOR_KEYS: [...OPERATOR_KEYS]
    .map(([login, key]) => operatorKeyLine(login, publicKeyOf(key)))
    .join(', '),
})
