import * as z from 'zod/mini'
import { Name } from '../../schema/wire/names.ts'

/** Credentials and address of an S3 store that is not Amazon's. */
export const S3Access = z.strictObject({
  endpoint: z.optional(z.url()),
  region: z.string().check(z.maxLength(64)),
  accessKeyId: z.string().check(z.maxLength(256)),
  secretAccessKey: z.string().check(z.maxLength(256)),
})

/** Seconds from the installation until the timer takes the way back: dpkg on a slow disk, a start, a few polls. */
export const SETTLE_WITHIN = 300

/** `/etc/cygnet/runner.json`, written by `cygnet-runner enroll`. */
export const RunnerConfig = z.strictObject({
  network: Name,
  gateway: Name,
  /** `https://…/repository`, `s3://bucket/prefix` or `file:///…`. */
  source: z.string().check(z.maxLength(2048)),
  /** Where reports are posted; left out where there is no control plane, only a folder. */
  reports: z.optional(z.url()),
  s3: z.optional(S3Access),
  /** Seconds in which a new runner must have reported, or the one before comes back. */
  settleWithin: z.optional(z.int().check(z.minimum(60), z.maximum(3600))),
})

export type S3Access = z.infer<typeof S3Access>
export type RunnerConfig = z.infer<typeof RunnerConfig>

/** Parses the configuration's bytes; throws a `SyntaxError` in words of the file. */
export const readConfig = (bytes: Uint8Array): RunnerConfig => {
  const parsed = RunnerConfig.safeParse(parseJson(bytes))
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  throw new SyntaxError(`${first?.path.join('.') || 'the whole'}: ${first?.message ?? 'not as documented'}`)
}

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new SyntaxError('it is not JSON', { cause })
  }
}
