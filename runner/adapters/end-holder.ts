import { readdir, readFile, readlink } from 'node:fs/promises'
import { LOCK } from './socket-lock.ts'

/**
 * Ends whoever holds the lock and hangs, with the tools that it waits for: the service, which systemd starts anew, or a turn that a
 * person typed, which a stopped terminal holds in its middle.
 */
export const endHolder = async (name = LOCK): Promise<void> => {
  const holder = await holderOf(name)
  if (holder === undefined || holder === process.pid) return
  for (const pid of [holder, ...(await descendants(holder))]) kill(pid)
}

/** The process that has bound an abstract socket; undefined when there is none any more. */
const holderOf = async (name: string): Promise<number | undefined> => {
  const sockets = (await readFile('/proc/net/unix', 'utf8')).split('\n')
  const inode = sockets.find(line => line.endsWith(` ${name.replace('\0', '@')}`))?.split(/\s+/)[6]
  if (inode === undefined) return undefined
  const pids = (await readdir('/proc')).filter(entry => /^\d+$/.test(entry)).map(Number)
  const holds = await Promise.all(pids.map(async pid => (await filesOf(pid)).includes(`socket:[${inode}]`)))
  return pids.find((_, index) => holds[index])
}

/** What a process has open; nothing where it is gone. */
const filesOf = async (pid: number): Promise<string[]> => {
  const folder = `/proc/${pid}/fd`
  const names = await readdir(folder).catch(() => [])
  return await Promise.all(names.map(name => readlink(`${folder}/${name}`).catch(() => '')))
}

const descendants = async (pid: number): Promise<number[]> => {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  const own = children.trim().split(' ').filter(Boolean).map(Number)
  return [...own, ...(await Promise.all(own.map(descendants))).flat()]
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
