import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { LabError } from './lab-error.ts'

/** What a finished program left behind. A program ended by a signal has code 128 + signal, as in a shell. */
export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string | Uint8Array
  /** Milliseconds; 60 000 unless told. The program is killed after them. */
  readonly timeout?: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Bytes kept of each output; more is cut off at the end, not an error. */
const OUTPUT_LIMIT = 8 * 1024 * 1024

/** Runs a program of this machine to its end. Throws `timeout`, or `program` when it cannot be started at all. */
export const run = async (argv: readonly string[], options: RunOptions = {}): Promise<Result> => {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { cwd: options.cwd, env: { ...process.env, ...options.env } })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, options.timeout ?? 60_000)
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input)
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (status, signal) => resolve(status ?? (signal === 'SIGTERM' ? 143 : 137)))
    })
    if (late)
      throw new LabError('timeout', `${argv.join(' ')} ran longer than ${options.timeout ?? 60_000} ms`)
    return { code, stdout: stdout(), stderr: stderr() }
  } catch (cause) {
    if (cause instanceof LabError) throw cause
    throw new LabError('program', `cannot start ${program}`, { cause })
  } finally {
    clearTimeout(timer)
  }
}

/** Like `run`, and throws `program` with the last words of the program when it does not exit with 0. */
export const must = async (argv: readonly string[], options: RunOptions = {}): Promise<Result> => {
  const result = await run(argv, options)
  if (result.code === 0) return result
  const words = (result.stderr || result.stdout).trim().slice(-2000)
  throw new LabError('program', `${argv.slice(0, 8).join(' ')} exited with ${result.code}: ${words}`)
}

/** Before a program's words: it dies with the process that starts it, however that ends. */
export const MORTAL = ['setpriv', '--pdeathsig', 'KILL'] as const

/** Starts a program that outlives this process; its output goes to the file `log`. Gives its process id. */
export const startDetached = async (argv: readonly string[], log: string, cwd?: string): Promise<number> => {
  const [program = '', ...args] = argv
  const output = await open(log, 'a')
  try {
    const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', output.fd, output.fd] })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', cause => reject(new LabError('program', `cannot start ${program}`, { cause })))
    })
    child.unref()
    return child.pid ?? 0
  } finally {
    await output.close()
  }
}

const collect = (stream: NodeJS.ReadableStream): (() => string) => {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    if (size < OUTPUT_LIMIT) chunks.push(chunk.subarray(0, OUTPUT_LIMIT - size))
    size += chunk.length
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
