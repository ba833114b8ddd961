import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { rootPath } from '../../schema/wire/repository.ts'
import { CALLBACK } from '../../worker/routes/login.ts'
import { type Anchor, openAnchor } from './anchor.ts'
import { writeFileAtomically } from './atomic-file.ts'
import { type Bucket, type ControlPlane, type S3, startControlPlane } from './control-plane.ts'
import { type Forge, startForge } from './forge/forge.ts'
import type { ForgeUser } from './forge/settings.ts'
import { freePort } from './free-port.ts'

export interface StackOptions {
  /** Keeps everything: the repository, pull requests, keys, the object store. The same folder is the same stack. */
  readonly folder: string
  /** The network's name; the repository is `<network>/network`. */
  readonly network: string
  readonly users: readonly ForgeUser[]
  /** Ports on 127.0.0.1. Without them free ones are taken, and kept for the next start. */
  readonly ports?: { readonly forge: number; readonly worker: number }
  /** Where gateways reach the Worker when it is not at `worker.url`, such as a TLS proxy; no slash at the end. */
  readonly publicUrl?: string
  /** Takes lines of what happens in the forge and the Worker; they hold no secrets. */
  readonly log?: (source: 'forge' | 'worker', line: string) => void
}

/** A control plane and a forge on this machine, both reached at 127.0.0.1 only. */
export interface Stack {
  readonly forge: Pick<Forge, 'url' | 'apiUrl' | 'cloneUrl' | 'loginUrl' | 'token' | 'settled'> & {
    /** `owner/name` */
    readonly repository: string
  }
  readonly worker: { readonly url: string; runCron(): Promise<void> }
  /** The object store, for runners with an `s3://` source. */
  readonly s3: S3
  /** metadata/1.root.json: the anchor that enrolment tokens name. */
  readonly root: Uint8Array
  /** The object store from inside, for tests that tamper with it. */
  bucket(): Promise<Bucket>
  stop(): Promise<void>
}

const APP = { id: 4711, slug: 'cygnet' } as const
const CLIENT_ID = 'Iv23cygnetlocal'
const PERMISSIONS = {
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  pull_requests: 'write',
} as const

const Ports = z.object({ forge: z.int(), worker: z.int() })

/** Starts the forge and the Worker on a folder. Throws when a port is taken or the folder holds something else. */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const anchor = openAnchor(path.join(options.folder, 'keys'), new Date())
  const ports = options.ports ?? (await keptPorts(path.join(options.folder, 'ports.json')))
  const here = `http://127.0.0.1:${ports.worker}`
  const publicUrl = options.publicUrl ?? here
  const callbacks = [...new Set([publicUrl, here])].map(url => `${url}${CALLBACK}`)
  const forge = await startOwnForge(options, anchor, ports.forge, callbacks)
  const repository = `${options.network}/network`
  try {
    const worker = await startOwnWorker(options, anchor, ports.worker, {
      api: forge.apiUrl,
      repository,
      publicUrl,
    })
    await publishRoot(worker, anchor.root)
    forge.sendWebhooksTo(`${worker.url}/github/webhook`)
    return {
      forge: { ...forge, repository },
      worker,
      s3: worker.s3,
      root: anchor.root,
      bucket: () => worker.bucket(),
      stop: async () => {
        await forge.stop()
        await worker.stop()
      },
    }
  } catch (error) {
    await forge.stop()
    throw error
  }
}

const startOwnForge = (
  { folder, network, users, log }: StackOptions,
  anchor: Anchor,
  port: number,
  callbacks: readonly string[],
): Promise<Forge> =>
  startForge({
    folder: path.join(folder, 'forge'),
    repository: { owner: network, name: 'network' },
    users,
    app: {
      ...APP,
      publicKey: anchor.appPublicKey,
      webhookSecret: anchor.webhookSecret,
      client: { id: CLIENT_ID, secret: anchor.clientSecret, callbacks },
      permissions: PERMISSIONS,
    },
    protectDefaultBranch: true,
    port,
    log: line => log?.('forge', line),
  })

const startOwnWorker = (
  { folder, network, log }: StackOptions,
  anchor: Anchor,
  port: number,
  {
    api,
    repository,
    publicUrl,
  }: { readonly api: string; readonly repository: string; readonly publicUrl: string },
): Promise<ControlPlane> =>
  startControlPlane({
    folder: path.join(folder, 'worker'),
    port,
    s3: anchor.s3,
    log: line => log?.('worker', line),
    bindings: {
      NETWORKS: [{ network, repository }],
      PUBLIC_URL: publicUrl,
      GITHUB_API: api,
      GITHUB_APP_ID: String(APP.id),
      GITHUB_PRIVATE_KEY: anchor.appKey,
      GITHUB_WEBHOOK_SECRET: anchor.webhookSecret,
      GITHUB_CLIENT_ID: CLIENT_ID,
      GITHUB_CLIENT_SECRET: anchor.clientSecret,
      SIGNING_KEY: anchor.signingKey,
    },
  })

const keptPorts = async (file: string): Promise<z.infer<typeof Ports>> => {
  if (existsSync(file)) return Ports.parse(JSON.parse(readFileSync(file, 'utf8')))
  const ports = { forge: await freePort(), worker: await freePort() }
  writeFileAtomically(file, `${JSON.stringify(ports)}\n`, 0o600)
  return ports
}

/** What `cygnet init` does for a deployed network: the root goes into the store before anything is signed. */
const publishRoot = async (worker: ControlPlane, root: Uint8Array): Promise<void> => {
  const bucket = await worker.bucket()
  if ((await bucket.head(rootPath(1))) === null) await bucket.put(rootPath(1), root)
}
