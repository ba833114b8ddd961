import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ToolError } from '../ports/tool-error.ts'

/** Characters of a line; what is longer is passed over. */
const LONGEST = 65_536

/**
 * Runs a program that speaks line by line without an end, by its arguments, never through a shell; ends it when the signal is
 * given, and resolves then. Throws a `ToolError` when it cannot be begun or ends by itself.
 */
export const followLines = async (
  tool: string,
  args: readonly string[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  if (signal.aborted) return
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' }
  const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'ignore'], env })
  const stop = (): void => {
    child.kill('SIGKILL')
    // Whatever it has begun itself may hold the other end for longer.
    child.stdout.destroy()
  }
  signal.addEventListener('abort', stop, { once: true })
  const lines = cutLines(tell)
  child.stdout.setEncoding('utf8').on('data', (text: string) => lines(text))
  try {
    const [code, by] = await once(child, 'close')
    if (!signal.aborted) throw new ToolError('ended', tool, `ended with ${String(code ?? by)}`)
  } catch (cause) {
    if (cause instanceof ToolError) throw cause
    throw new ToolError('missing', tool, cause instanceof Error ? cause.message : 'not begun', { cause })
  } finally {
    signal.removeEventListener('abort', stop)
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
