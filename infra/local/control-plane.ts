import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Miniflare, type MiniflareOptions, NoOpLog } from 'miniflare'
import { buildWorker } from '../worker/build.ts'
import { type Bindings, miniflareOptions, WORKER_SETTINGS } from '../worker/settings.ts'
import type { Anchor } from './anchor.ts'
import { withMortalWorkerd } from './mortal-workerd.ts'

/** The bucket's name at the S3 endpoint. */
const BUCKET = 'cygnet'
/** Cloudflare runs a deployed Worker's cron at its own times; here it is once a minute. */
const CRON_MS = 60_000

/** R2 as miniflare hands it to Node: the very bucket that the Worker writes to. */
export type Bucket = Awaited<ReturnType<Miniflare['getR2Bucket']>>

export interface S3 {
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** The Worker, running. */
export interface ControlPlane {
  readonly url: string
  readonly s3: S3
  bucket(): Promise<Bucket>
  /** Runs the Worker's cron now, beside the one of every minute. */
  runCron(): Promise<void>
  stop(): Promise<void>
}

export interface ControlPlaneOptions {
  /** Where R2 and the Durable Object keep their state. */
  readonly folder: string
  readonly port: number
  readonly bindings: Bindings
  readonly s3: Anchor['s3']
  readonly log: (line: string) => void
}

/** Bundles the Worker and runs it on workerd at 127.0.0.1. The bundle is the one that would be deployed. */
export const startControlPlane = async (options: ControlPlaneOptions): Promise<ControlPlane> => {
  const { script } = await buildWorker()
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const { miniflare, url } = await withMortalWorkerd(options.folder, async () => {
    const miniflare = leavingSignalsAlone(() => new Miniflare(settingsOf(options, script)))
    try {
      return { miniflare, url: (await miniflare.ready).origin }
    } catch (error) {
      await miniflare.dispose()
      throw error
    }
  })
  const runCron = async (): Promise<void> => {
    const worker = await miniflare.getWorker()
    await worker.scheduled({ cron: WORKER_SETTINGS.cron })
  }
  const cron = setInterval(() => {
    runCron().catch((error: unknown) => options.log(`the cron failed: ${String(error)}`))
  }, CRON_MS)
  return {
    url,
    s3: { endpoint: `${url}/cdn-cgi/local/r2/s3`, bucket: BUCKET, region: 'auto', credentials: options.s3 },
    bucket: () => miniflare.getR2Bucket(WORKER_SETTINGS.bucketBinding),
    runCron,
    stop: async () => {
      clearInterval(cron)
      await miniflare.dispose()
    },
  }
}

const settingsOf = (options: ControlPlaneOptions, script: string): MiniflareOptions => ({
  ...miniflareOptions(script, options.bindings),
  host: '127.0.0.1',
  port: options.port,
  log: new NoOpLog(),
  handleRuntimeStdio: (output: Readable, errors: Readable) => {
    eachLine(output, options.log)
    eachLine(errors, options.log)
  },
  defaultPersistRoot: options.folder,
  r2Persist: path.join(options.folder, 'r2'),
  durableObjectsPersist: path.join(options.folder, 'durable-objects'),
  r2Buckets: { [WORKER_SETTINGS.bucketBinding]: { id: BUCKET, s3Credentials: { ...options.s3 } } },
})

/**
 * miniflare ends the whole process at once on SIGINT and SIGTERM. What else has to be put away then is for whoever
 * runs the stack to know; workerd ends with us anyway, however we end.
 */
const leavingSignalsAlone = <T>(make: () => T): T => {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const before = signals.map(signal => process.listeners(signal))
  const made = make()
  for (const [index, signal] of signals.entries()) {
    const added = process.listeners(signal).filter(listener => before[index]?.includes(listener) !== true)
    for (const listener of added) process.off(signal, listener)
  }
  return made
}

const eachLine = (stream: Readable, log: (line: string) => void): void => {
  createInterface({ input: stream }).on('line', log)
}
