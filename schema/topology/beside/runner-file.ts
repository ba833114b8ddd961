import * as z from 'zod'
import type { Fault } from '../grammar/fault.ts'
import { RunnerVersion } from '../grammar/operation.ts'

/** The text of one `runners/<version>.json`, in UTF-16 units; more is refused before it is parsed. */
const MAX_RUNNER_TEXT = 32 * 1024

/** As in schema/wire/runner-release.ts, with the bound that is checked there again. */
const Package = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  length: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024),
})

/** A version of the runner as it lies in Git: its packages by what they are, and the operators who vouch for them. */
export const RunnerFile = z.strictObject({
  cygnet: z.literal(1),
  network: z.string().max(64),
  runner: z.strictObject({
    version: RunnerVersion,
    packages: z
      .strictObject({ amd64: Package.optional(), arm64: Package.optional() })
      .refine(packages => Object.keys(packages).length > 0),
    signatures: z
      .array(
        z.strictObject({
          key: z.string().regex(/^[0-9a-f]{64}$/),
          signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
        }),
      )
      .max(64),
  }),
})

export type RunnerFile = z.infer<typeof RunnerFile>

/** What a file in `runners/` turned out to be. */
export type RunnerReading =
  | { readonly kind: 'runner'; readonly file: RunnerFile }
  | { readonly kind: 'refused'; readonly fault: Fault }

/** Reads the text of `runners/<version>.json`. Bounded, and never throws. */
export const readRunnerFile = (text: string, version: string): RunnerReading => {
  if (text.length > MAX_RUNNER_TEXT) return refused('no version has this many packages')
  const read = RunnerFile.safeParse(jsonOf(text))
  if (!read.success) {
    const path = read.error.issues[0]?.path.join('.') ?? ''
    return refused(path === '' ? 'it is not the JSON that cygnet writes' : `its ${path} is not right`)
  }
  return read.data.runner.version === version
    ? { kind: 'runner', file: read.data }
    : refused('it is of another version than its name says')
}

const refused = (why: string): RunnerReading => ({
  kind: 'refused',
  fault: {
    code: 'runner-file',
    message: `no gateway gets this version of the runner: ${why}`,
    hint: 'publish the packages again with `cygnet runner publish`, and leave the file as it is written',
  },
})

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
