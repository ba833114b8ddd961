import type { ManagedPath } from '../../../schema/wire/managed-paths.ts'
import { INCLUDES, MADE_BY_US, withLine } from '../../core/ipsec/include-line.ts'
import type { OpenFiles } from '../../core/keys/open.ts'
import type { Disk } from '../../ports/disk.ts'

/**
 * The starter reads only files, and only where ipsec.conf says: what is tried has to stand in /etc before it is decided. So
 * this is written after the way back is on disk, and boot puts back what is in force before the starter is started.
 */
export const writeStarterFiles = async (disk: Disk, from: OpenFiles, to: OpenFiles): Promise<void> => {
  const inForce = [...to.values()].filter(({ path }) => isStarters(path))
  for (const { path, mode, text } of inForce) await writeWhereDifferent(disk, path, text, mode)
  for (const path of from.keys())
    if (isStarters(path) && !to.has(path)) await disk.remove(`try without ${path}`, path)
  await ensureIncludes(disk, inForce.length > 0)
}

/** Throws a `DiskError` when one of the files that would get a line is no plain file: better before a change than during it. */
export const readIncluding = async (disk: Disk): Promise<void> => {
  for (const { path } of INCLUDES) await disk.read('look at what includes ours', path)
}

/** Whether either of two generations has files of the starter. */
export const usesStarter = (...sides: readonly OpenFiles[]): boolean =>
  sides.some(files => [...files.keys()].some(isStarters))

const isStarters = (path: ManagedPath): boolean => path.startsWith('/etc/ipsec.d/')

/** The rest of these two files is somebody else's. One that is not there is made only to hold the line. */
const ensureIncludes = async (disk: Disk, wanted: boolean): Promise<void> => {
  for (const { path, line, mode } of INCLUDES) {
    const bytes = await disk.read('read what includes ours', path)
    if (bytes === undefined && !wanted) continue
    const text = bytes === undefined ? MADE_BY_US : latin1(bytes)
    const next = withLine(text, line, wanted)
    if (next === MADE_BY_US) await disk.remove(`take back ${path}`, path)
    else if (next !== text)
      await disk.write(`include ours in ${path}`, path, Buffer.from(next, 'latin1'), mode)
  }
}

/** Byte for byte, whatever characters somebody else has used. */
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

const writeWhereDifferent = async (disk: Disk, path: string, text: string, mode: number): Promise<void> => {
  const bytes = new TextEncoder().encode(text)
  const now = await disk.read('read what is being tried', path)
  if (now === undefined || Buffer.compare(now, bytes) !== 0)
    await disk.write(`try ${path}`, path, bytes, mode)
}
