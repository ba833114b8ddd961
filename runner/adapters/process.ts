import { type ExecFileException, execFile } from 'node:child_process'
import { ToolError, type ToolErrorCode } from '../ports/tool-error.ts'

/** How a program is run: what it reads, how long it may take and how much it may say. */
export interface RunOptions {
  readonly input?: string
  /** Default 30. */
  readonly seconds?: number
}

/** Most bytes of output that are read from a program. */
const MAX_OUTPUT = 4 * 1024 * 1024

/** The exit code and output of a program that ended by itself. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly words: string
}

/**
 * Runs a program by its arguments, never through a shell. Throws a `ToolError` when it is missing, too slow or says too
 * much; a non-zero exit code is the caller's to judge.
 */
export const run = (
  tool: string,
  args: readonly string[],
  { input, seconds = 30 }: RunOptions = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = execFile(
      tool,
      args,
      {
        timeout: seconds * 1000,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT,
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
      },
      (error, out, words) => {
        if (error === null) return resolve({ code: 0, out, words })
        if (typeof error.code === 'number') return resolve({ code: error.code, out, words })
        if (error.killed === true) return reject(new ToolError('too-slow', tool, `no answer in ${seconds} s`))
        return reject(new ToolError(codeOf(error), tool, error.message, { cause: error }))
      },
    )
    // A program that ends before it read everything says why itself.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input ?? '')
  })

/** Never begun, for whatever reason the kernel has; ended by a signal, which says nothing of what it read; or it says too much. */
const codeOf = (error: ExecFileException): ToolErrorCode => {
  if ('syscall' in error) return 'missing'
  return typeof error.signal === 'string' ? 'too-slow' : 'failed'
}

/** The same for a program that is expected to succeed; otherwise throws a `ToolError` in its own words. */
export const succeed = async (
  tool: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> => {
  const { code, out, words } = await run(tool, args, options)
  if (code !== 0) throw new ToolError('failed', tool, (words || out).trim() || `exit code ${code}`)
  return out
}
