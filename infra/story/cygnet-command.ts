import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Person } from './person.ts'

const run = promisify(execFile)
const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

/** Runs the operator's tool as an operator would; secrets go in by the environment. Throws when it exits with another code than 0. */
export const cygnet = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } })

/** The operator's tool in the hands of one person. */
export type Cygnet = (...args: readonly string[]) => Promise<{ stdout: string; stderr: string }>

/** Runs the tool as that person, at the control plane of a network: `url` ends in `/v1/NETWORK`. */
export const cygnetAs =
  (person: Person, url: string): Cygnet =>
  (...args) =>
    cygnet(args, { CYGNET_TOKEN: person.token, CYGNET_URL: url })
