import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { LabError } from './lab-error.ts'
import type { LabRoom } from './room.ts'

/** A running capture; `stop` gives what was seen, one line a packet as tcpdump prints it, the wire's name in front. */
export interface Capture {
  stop(): Promise<string[]>
}

/** A wire to listen to: its name and the bridge that it is. */
export interface Tapped {
  readonly name: string
  readonly device: string
}

/**
 * Listens on wires with tcpdump until stopped. Resolves when every one of them listens: packets sent after that are
 * seen. `filter` is tcpdump's (`esp or udp port 4500`). Throws `program` with tcpdump's words about a bad filter.
 */
export const startCapture = async (
  room: LabRoom,
  wires: readonly Tapped[],
  filter: string,
): Promise<Capture> => {
  const running = await Promise.all(wires.map(wire => listen(room, wire, filter)))
  return { stop: async () => (await Promise.all(running.map(capture => capture.stop()))).flat() }
}

const listen = async (room: LabRoom, wire: Tapped, filter: string): Promise<Capture> => {
  const options = ['-i', wire.device, '-n', '-l', '-U', '--immediate-mode', '-v', '-tt']
  const [program = '', ...args] = room.inside(['tcpdump', ...options, ...(filter === '' ? [] : [filter])])
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  await listening(child)
  return {
    stop: async () => {
      const closed = once(child, 'close')
      child.kill('SIGINT')
      await closed
      return packets(text).map(line => `${wire.name}: ${line}`)
    },
  }
}

const listening = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let words = ''
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      words += chunk
      if (words.includes('listening on')) resolve()
    })
    child.once('error', cause => reject(new LabError('program', 'cannot start tcpdump', { cause })))
    child.once('exit', () => reject(new LabError('program', `tcpdump: ${words.trim()}`)))
  })

/** Verbose output continues a packet on indented lines: joins them. */
const packets = (text: string): string[] =>
  text
    .replaceAll(/\n\s+/g, ' ')
    .split('\n')
    .filter(line => line !== '')
