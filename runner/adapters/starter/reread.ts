import { readFile } from 'node:fs/promises'
import { ToolError } from '../../ports/tool-error.ts'
import { succeed } from '../process.ts'
import { starterPid } from './pid.ts'

/** The bit of SIGHUP in the masks of /proc/PID/status. */
const SIGHUP = 1n

/** Looks until a signal was taken, a tenth of a second apart. */
const LOOKS = 100

/**
 * Makes the starter read its files again, and returns when charon has been told of all that changed: `ipsec update` only sends
 * a signal. The starter takes signals one after the other, between two works, so once it took a second one the first is done.
 */
export const reread = async (wait: (milliseconds: number) => Promise<void>): Promise<void> => {
  for (let time = 0; time < 2; time++) {
    await succeed('ipsec', ['update'])
    await untilTaken(wait)
  }
}

const untilTaken = async (wait: (milliseconds: number) => Promise<void>): Promise<void> => {
  for (let look = 0; look < LOOKS; look++) {
    if (!(await isPending())) return
    await wait(100)
  }
  throw new ToolError('too-slow', 'starter', 'it does not take the signal to read its files again')
}

const isPending = async (): Promise<boolean> => {
  const pid = await starterPid()
  if (pid === undefined) throw new ToolError('missing', 'starter', 'it does not run')
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const masks = [...status.matchAll(/^(?:SigPnd|ShdPnd):\s*([0-9a-f]+)$/gm)]
  return masks.some(([, mask]) => (BigInt(`0x${mask}`) & SIGHUP) !== 0n)
}
