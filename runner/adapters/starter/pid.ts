import { readFileSync } from 'node:fs'

/** The running starter's process; undefined when there is none. */
export const starterPid = async (): Promise<number | undefined> => {
  try {
    const pid = Number(readFileSync('/run/starter.charon.pid', 'utf8').trim())
    if (!Number.isSafeInteger(pid) || pid <= 1) return undefined
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'starter' ? pid : undefined
  } catch {
    return undefined
  }
}
