import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Image } from './image/image.ts'
import { removeNamespaces } from './network/build.ts'
import { eventually } from './patience.ts'
import { run } from './program.ts'

/** Where labs of this machine are recorded, with their sockets: a short path, because a socket's has 107 bytes at most. */
const RECORDS = '/run/cygnet-lab'

/** A process, told apart from a later one with the same number by the clock tick in which it started. */
const Process = z.object({ pid: z.int().positive(), started: z.string() })
export type Process = z.infer<typeof Process>

const LabRecord = z.object({
  id: z.string().regex(/^[0-9a-f]{6}$/),
  /** Disks and logs. */
  folder: z.string(),
  namespaces: z.array(z.string()),
  /** Processes outside of the namespaces. */
  processes: z.array(Process),
  /** Who made it; none when the lab shall outlive its maker. */
  owner: Process.optional(),
  image: Image,
  /** What another process needs to speak to the lab: ids of machines by name, and rooms by all their names. */
  machines: z.record(z.string(), z.string()),
  rooms: z.record(z.string(), z.string()),
})

/** What must be known to use a lab from another process and to remove it, whatever happened to the one that made it. */
export type LabRecord = z.infer<typeof LabRecord>

/** The folder of a lab's record and sockets. */
export const socketFolder = (id: string): string => join(RECORDS, id)

/** Written before the first thing is made, and whenever something more is. */
export const writeRecord = async (record: LabRecord): Promise<void> => {
  await mkdir(socketFolder(record.id), { recursive: true, mode: 0o700 })
  await writeFile(join(socketFolder(record.id), 'lab.json'), JSON.stringify(record, undefined, 2))
}

/** All labs of this machine, also those that somebody left behind. */
export const readRecords = async (): Promise<LabRecord[]> => {
  const ids = await readdir(RECORDS).catch(() => [])
  const records = await Promise.all(
    ids.map(async id => {
      const text = await readFile(join(RECORDS, id, 'lab.json'), 'utf8').catch(() => '{}')
      return LabRecord.safeParse(JSON.parse(text)).data
    }),
  )
  return records.filter(record => record !== undefined)
}

/** A lab whose maker died without taking it down. */
export const isStale = async ({ owner }: LabRecord): Promise<boolean> =>
  owner !== undefined && (await startOf(owner.pid)) !== owner.started

/** Removes a lab: its processes, namespaces, sockets and disks. Logs stay. Nothing left to remove is fine. */
export const removeLab = async (record: LabRecord): Promise<void> => {
  for (const { pid, started } of record.processes)
    if ((await startOf(pid)) === started) process.kill(pid, 'SIGKILL')
  for (const namespace of record.namespaces) await emptyNamespace(namespace)
  await removeNamespaces(record.namespaces)
  for (const id of Object.values(record.machines))
    await rm(join(record.folder, `${id}.qcow2`), { force: true })
  await rm(socketFolder(record.id), { recursive: true, force: true })
}

/** A running process as it is recorded; undefined when it is gone. */
export const processOf = async (pid: number): Promise<Process | undefined> => {
  const started = await startOf(pid)
  return started === undefined ? undefined : { pid, started }
}

const emptyNamespace = (namespace: string): Promise<true> =>
  eventually(`namespace ${namespace} is empty`, 10_000, async () => {
    const { stdout } = await run(['ip', 'netns', 'pids', namespace])
    const pids = stdout.split('\n').filter(line => line !== '')
    for (const pid of pids) end(Number(pid))
    return pids.length === 0 ? true : undefined
  })

const end = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it ended between being listed and being killed
  }
}

/** Field 22 of /proc/PID/stat, counted behind the program's name, which may hold anything. */
const startOf = async (pid: number): Promise<string | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}
