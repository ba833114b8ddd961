import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

/** Runs the operator's tool as an operator would; secrets go in by the environment. Throws when it exits with another code than 0. */
export const cygnet = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } })
