import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { LabError } from './lab-error.ts'

/** A ping every 10 ms that goes on until it is asked how it went. */
export interface SteadyPing {
  /** Replies seen, and the sequence numbers before the last reply that never came back. */
  stop(): Promise<{ replies: number; lost: number[] }>
}

/** A place to ping from: the command line that runs `argv` in there. */
export interface Place {
  inside(argv: readonly string[]): string[]
}

/** Starts pinging; resolves at the first reply, so that what follows happens while packets flow. */
export const pingSteadily = async (from: Place, to: string): Promise<SteadyPing> => {
  const [program = '', ...args] = from.inside(['ping', '-n', '-i', '0.01', to])
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
      const seen = new Set([...text.matchAll(/bytes from .*icmp_seq=(\d+)/g)].map(match => Number(match[1])))
      const first = Math.min(...seen)
      const all = Array.from({ length: Math.max(...seen) - first + 1 }, (_, index) => first + index)
      return { replies: seen.size, lost: all.filter(number => !seen.has(number)) }
    },
  }
}
