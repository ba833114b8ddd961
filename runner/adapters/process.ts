import { execFile, spawnSync } from 'node:child_process'
import { ToolError } from '../ports/tool-error.ts'
import { errorCode } from './atomic-disk.ts'

/** How a program is run: what it reads, how long it may take and how much it may say. */
export interface RunOptions {
  readonly input?: string
  /** Default 30. */
  readonly seconds?: number
}

/** What holds for every program: how much output is read, in which words it speaks, how it is ended. */
const BOUNDS = {
  encoding: 'utf8',
  maxBuffer: 4 * 1024 * 1024,
  killSignal: 'SIGKILL',
  env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
} as const

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
    const bounds = { ...BOUNDS, timeout: seconds * 1000 }
    const child = execFile(tool, args, bounds, (error, out, words) => {
      if (error === null) return resolve({ code: 0, out, words })
      if (typeof error.code === 'number') return resolve({ code: error.code, out, words })
      if (error.killed === true) return reject(tooSlow(tool, seconds))
      if (typeof error.signal === 'string') return reject(ended(tool, error.signal))
      return reject(notRun(tool, error))
    })
    // A program that ends before it read everything says why itself.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input ?? '')
  })

/** The same for a program that is expected to succeed; otherwise throws a `ToolError` in its own words. */
export const succeed = async (
  tool: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> => {
  const { code, out, words } = await run(tool, args, options)
  if (code !== 0) throw failed(tool, code, words || out)
  return out
}

/**
 * The output of a program that only reads and is over in milliseconds, waited for: a child's three streams cost a poll more
 * than such a program does. Throws a `ToolError`, as `succeed` does.
 */
export const readout = (tool: string, args: readonly string[] = [], seconds = 10): string => {
  const bounds = { ...BOUNDS, timeout: seconds * 1000 }
  const { error, status, signal, stdout, stderr } = spawnSync(tool, args, bounds)
  if (error !== undefined && errorCode(error) !== 'ETIMEDOUT') throw notRun(tool, error)
  if (error !== undefined) throw tooSlow(tool, seconds)
  if (status === null) throw ended(tool, signal)
  if (status !== 0) throw failed(tool, status, stderr || stdout)
  return stdout
}

/** It says too much, or was never begun, for whatever reason the kernel has. */
const notRun = (tool: string, cause: Error): ToolError => {
  const code = TOO_MUCH.has(errorCode(cause)) ? 'failed' : 'missing'
  return new ToolError(code, tool, cause.message, { cause })
}

const TOO_MUCH = new Set<unknown>(['ENOBUFS', 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'])

const tooSlow = (tool: string, seconds: number): ToolError =>
  new ToolError('too-slow', tool, `no answer in ${seconds} s`)

const ended = (tool: string, signal: string | null): ToolError =>
  new ToolError('ended', tool, `ended by ${signal ?? 'a signal'}`)

const failed = (tool: string, code: number, words: string): ToolError =>
  new ToolError('failed', tool, words.trim() || `exit code ${code}`)
