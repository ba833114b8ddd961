import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { LabError } from './lab-error.ts'
import { run } from './program.ts'
import type { LabRoom } from './room.ts'

/** A finished transfer: what arrived is what was sent, to the byte. */
export interface Transfer {
  readonly bytes: number
  readonly seconds: number
  readonly sha256: string
}

const Counted = z.object({ bytes: z.number(), seconds: z.number(), sha256: z.string() })
const Listening = z.object({ address: z.string(), port: z.number() })
const PEER = join(import.meta.dirname, 'outside/peer.ts')

/** Sends `bytes` random bytes over one TCP connection between two rooms and compares SHA-256 on both sides. */
export const transfer = async (
  from: LabRoom,
  to: LabRoom,
  bytes: number,
  timeout = 300_000,
): Promise<Transfer> => {
  const [program = '', ...args] = to.inside([process.execPath, PEER, 'receive'])
  const receiver = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const timer = setTimeout(() => receiver.kill('SIGKILL'), timeout)
  try {
    receiver.stdout.setEncoding('utf8')
    const [line] = await once(receiver.stdout, 'data')
    const { address, port } = Listening.parse(JSON.parse(String(line)))
    const received = once(receiver.stdout, 'data', { signal: AbortSignal.timeout(timeout) })
    received.catch(() => undefined)
    const argv = [process.execPath, PEER, 'send', address, String(port), String(bytes)]
    const sent = await from.exec(argv, { timeout })
    if (sent.code !== 0) throw new LabError('timeout', `sending failed: ${sent.stderr.slice(-500)}`)
    const here = Counted.parse(JSON.parse(sent.stdout))
    const there = Counted.parse(JSON.parse(String((await received)[0])))
    if (here.sha256 !== there.sha256 || there.bytes !== bytes)
      throw new LabError('program', `${there.bytes} of ${bytes} bytes arrived, and not those that were sent`)
    return there
  } finally {
    clearTimeout(timer)
    receiver.kill('SIGKILL')
  }
}

/** Whether `from` reaches an address: one ping, answered within two seconds; from `source` where it has several. */
export const reaches = async (from: LabRoom, address: string, source?: string): Promise<boolean> => {
  const own = source === undefined ? [] : ['-I', source]
  return (await run(from.inside(['ping', '-n', '-c', '1', '-W', '2', ...own, address]))).code === 0
}
