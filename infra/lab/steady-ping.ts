import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { LabError } from './lab-error.ts'

/** How a ping went: replies seen, the sequence numbers before the last reply that never came back, and when the first was lost. */
export interface Pinged {
  readonly replies: number
  readonly lost: readonly number[]
  /** Seconds since 1970 at which the last reply before it was seen. */
  readonly lostAfter: number | undefined
}

/** A ping every 10 ms that goes on until it is asked how it went. */
export interface SteadyPing {
  stop(): Promise<Pinged>
}

/** A place to ping from: the command line that runs `argv` in there. */
export interface Place {
  inside(argv: readonly string[]): string[]
}

/** Starts pinging; resolves at the first reply, so that what follows happens while packets flow. */
export const pingSteadily = async (from: Place, to: string): Promise<SteadyPing> => {
  const [program = '', ...args] = from.inside(['ping', '-n', '-D', '-i', '0.01', to])
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  while (!text.includes('icmp_seq=')) {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    if (child.exitCode !== null) throw new LabError('program', `ping ${to} ended: ${text}`)
  }
  return {
    stop: async () => {
      const ended = once(child, 'close')
      child.kill('SIGINT')
      await ended
      return readPing(text)
    },
  }
}

const readPing = (text: string): Pinged => {
  const replies = [...text.matchAll(/^\[(\d+\.\d+)\] .*bytes from .*icmp_seq=(\d+)/gm)]
  const seen = new Map(replies.map(([, at, number]) => [Number(number), Number(at)]))
  const first = Math.min(...seen.keys())
  const all = Array.from({ length: Math.max(...seen.keys()) - first + 1 }, (_, index) => first + index)
  const lost = all.filter(number => !seen.has(number))
  return { replies: seen.size, lost, lostAfter: seen.get((lost[0] ?? Number.NaN) - 1) }
}
