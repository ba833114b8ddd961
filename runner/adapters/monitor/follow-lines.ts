import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { getDefaultHighWaterMark, type Readable, setDefaultHighWaterMark } from 'node:stream'
import { ToolError } from '../../ports/tool-error.ts'

/** Characters of a line; what is longer is passed over. */
const LONGEST = 65_536

/**
 * Milliseconds between two reads: a program that says hundreds of lines a second wakes this process twice. What it says meanwhile is in
 * the pipe, 64 KiB of it.
 */
const BETWEEN_READS = 500

/**
 * Runs a program that speaks line by line without an end, by its arguments, never through a shell; ends it when the signal is
 * given, and resolves then. Lines are told within a second. Throws a `ToolError` when it cannot be begun or ends by itself.
 */
export const followLines = async (
  tool: string,
  args: readonly string[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  if (signal.aborted) return
  const child = begin(tool, args)
  const stop = (): void => {
    child.kill('SIGKILL')
    // Whatever it has begun itself may hold the other end for longer.
    child.stdout.destroy()
  }
  signal.addEventListener('abort', stop, { once: true })
  const lines = cutLines(tell)
  const { stdout } = child
  let reading: NodeJS.Timeout | undefined
  stdout.setEncoding('utf8').on('data', (text: string) => {
    lines(text)
    stdout.pause()
    reading = setTimeout(() => stdout.resume(), BETWEEN_READS)
  })
  try {
    const [code, by] = await once(child, 'close')
    if (!signal.aborted) throw new ToolError('ended', tool, `ended with ${String(code ?? by)}`)
  } catch (cause) {
    if (cause instanceof ToolError) throw cause
    throw new ToolError('missing', tool, cause instanceof Error ? cause.message : 'not begun', { cause })
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(reading)
  }
}

/**
 * Begins a program whose output stays in the pipe until it is asked for. Node reads ahead as far as the mark of a stream, waking for every
 * line, and a child's stream can be given a mark by the default only: for as long as it takes to begin it, that is one byte.
 */
const begin = (tool: string, args: readonly string[]): ChildProcessByStdio<null, Readable, null> => {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' }
  const mark = getDefaultHighWaterMark(false)
  setDefaultHighWaterMark(false, 1)
  try {
    return spawn(tool, args, { stdio: ['ignore', 'pipe', 'ignore'], env })
  } finally {
    setDefaultHighWaterMark(false, mark)
  }
}

/** Cuts text into lines however it arrives, and never holds more than one of the longest. */
export const cutLines = (tell: (line: string) => void): ((text: string) => void) => {
  let held = ''
  let tooLong = false
  return text => {
    const [first = '', ...rest] = text.split('\n')
    const parts = [held + first, ...rest]
    held = parts.pop() ?? ''
    for (const line of parts) {
      if (!tooLong && line.length <= LONGEST) tell(line)
      tooLong = false
    }
    if (held.length <= LONGEST) return
    tooLong = true
    held = ''
  }
}
