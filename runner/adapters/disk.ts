import { lstatSync, promises, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import type { Disk } from '../ports/disk.ts'
import { DiskError } from '../ports/disk-error.ts'

/**
 * The real disk. `root` is put before every path, so that a test can work on a folder; a gateway has `/`. It is looked at
 * synchronously: these are small files, and a thread for each look costs more than the look. What waits for the disk does not.
 */
export const realDisk = (root = '/'): Disk => ({
  read: (operation, path) =>
    told(operation, path, () => {
      const real = safePath(root, path, operation)
      return absentIsUndefined(() => new Uint8Array(readFileSync(real)))
    }),
  write: (operation, path, bytes, mode) =>
    told(operation, path, async () => {
      const real = safePath(root, path, operation)
      await makeDirectory(dirname(real), root)
      await writeAtomically(real, bytes, mode)
    }),
  remove: (operation, path) =>
    told(operation, path, async () => {
      const real = safePath(root, path, operation)
      if (await removed(real)) await syncDirectory(dirname(real))
    }),
  list: (operation, directory) =>
    told(operation, directory, () => {
      const real = safePath(root, directory, operation)
      return absentIsUndefined(() => readdirSync(real))?.sort() ?? []
    }),
})

/** The one atomic write of the program: after a crash the old bytes or the new, never a mix. */
const writeAtomically = async (path: string, bytes: Uint8Array, mode: number): Promise<void> => {
  const beside = join(dirname(path), `.${basename(path)}.new`)
  await removed(beside)
  try {
    const file = await promises.open(beside, 'wx', 0o600)
    await using _ = file
    await file.writeFile(bytes)
    await file.chmod(mode)
    await file.sync()
  } catch (error) {
    await promises.unlink(beside).catch(() => undefined)
    throw error
  }
  await promises.rename(beside, path)
  await syncDirectory(dirname(path))
}

/** False when there was nothing to remove. */
const removed = async (path: string): Promise<boolean> => {
  try {
    await promises.unlink(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await promises.open(directory, 'r')
  await using _ = handle
  await handle.sync()
}

/** Makes missing directories and syncs the one that got a new entry, so that a power cut keeps the path. */
const makeDirectory = async (directory: string, root: string): Promise<void> => {
  const first = await promises.mkdir(directory, { recursive: true, mode: 0o755 })
  if (first === undefined) return
  const top = dirname(first)
  for (let at = directory; at !== top && at.length >= root.length; at = dirname(at)) await syncDirectory(at)
  await syncDirectory(top)
}

/** Refuses a path that is not plain and absolute, and any symlink on the way or at its end. */
const safePath = (root: string, path: string, operation: string): string => {
  if (!path.startsWith('/') || posix.normalize(path) !== path || path.includes('\0'))
    throw new DiskError('unsafe', operation, `${path} is not a plain absolute path`)
  let at = root
  for (const part of path.split('/').slice(1)) {
    at = join(at, part)
    const found = absentIsUndefined(() => lstatSync(at))
    if (found === undefined) break
    if (!found.isFile() && !found.isDirectory())
      throw new DiskError('unsafe', operation, `${at} is in the way: it is not a plain file or directory`)
  }
  return join(root, path)
}

const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

const absentIsUndefined = <T>(task: () => T): T | undefined => {
  try {
    return task()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

const told = async <T>(operation: string, path: string, task: () => T | Promise<T>): Promise<T> => {
  try {
    return await task()
  } catch (cause) {
    if (cause instanceof DiskError) throw cause
    const code = errorCode(cause)
    const words = cause instanceof Error ? cause.message : String(cause)
    throw new DiskError(
      code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : 'failed',
      operation,
      `${path}: ${words}`,
      {
        cause,
      },
    )
  }
}
