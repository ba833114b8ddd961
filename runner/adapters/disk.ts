import { lstatSync, mkdirSync, promises, readdirSync, readFileSync } from 'node:fs'
import type { Disk } from '../ports/disk.ts'
import type { FileSystem, Kind } from '../ports/file-system.ts'
import { AtomicDisk, errorCode } from './atomic-disk.ts'

/** The real disk. `root` is put before every path, each of which begins with a slash, so that a test can work on a folder. */
export const realDisk = (root = ''): Disk => new AtomicDisk(realFiles(root))

/**
 * The service's mask is for secrets. What looks into the directories that it makes in /etc and /run are daemons of other users, networkd
 * for one; in one step, so that no crash leaves one shut.
 */
const makeForEverybody = (path: string): void => {
  const mask = process.umask(0o022)
  try {
    mkdirSync(path, { mode: 0o755 })
  } finally {
    process.umask(mask)
  }
}

/**
 * The kernel's own calls. What is looked at is looked at synchronously: these are small files, and a thread for each look
 * costs more than the look. What waits for the disk does not.
 */
const realFiles = (root: string): FileSystem => ({
  look: path => kindOf(root + path),
  read: path => absentIsUndefined(() => new Uint8Array(readFileSync(root + path))),
  names: directory => absentIsUndefined(() => readdirSync(root + directory)),
  makeDirectory: async path => await Promise.resolve(makeForEverybody(root + path)),
  create: async path => {
    const file = await promises.open(root + path, 'wx', 0o600)
    return {
      write: async bytes => await file.writeFile(bytes),
      chmod: async mode => await file.chmod(mode),
      sync: async () => await file.sync(),
      [Symbol.asyncDispose]: async () => await file.close(),
    }
  },
  rename: async (from, to) => await promises.rename(root + from, root + to),
  unlink: async path => {
    try {
      await promises.unlink(root + path)
      return true
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false
      throw error
    }
  },
  syncDirectory: async path => {
    await using handle = await promises.open(root + path, 'r')
    await handle.sync()
  },
})

/** Most of what a poll looks for is not there: that is no error, and costs none. */
const kindOf = (path: string): Kind | undefined => {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  if (found.isDirectory()) return 'directory'
  return found.isFile() ? 'file' : 'other'
}

const absentIsUndefined = <T>(task: () => T): T | undefined => {
  try {
    return task()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
