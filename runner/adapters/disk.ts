import { lstatSync, promises, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk } from '../ports/disk.ts'
import type { FileSystem, Kind } from '../ports/file-system.ts'
import { AtomicDisk, errorCode } from './atomic-disk.ts'

/** The real disk. `root` is put before every path, so that a test can work on a folder; a gateway has `/`. */
export const realDisk = (root = '/'): Disk => new AtomicDisk(realFiles(root))

/**
 * The kernel's own calls. What is looked at is looked at synchronously: these are small files, and a thread for each look
 * costs more than the look. What waits for the disk does not.
 */
const realFiles = (root: string): FileSystem => ({
  look: path => absentIsUndefined(() => kindOf(join(root, path))),
  read: path => absentIsUndefined(() => new Uint8Array(readFileSync(join(root, path)))),
  names: directory => absentIsUndefined(() => readdirSync(join(root, directory))),
  makeDirectory: async path => await promises.mkdir(join(root, path), { mode: 0o755 }),
  create: async path => {
    const file = await promises.open(join(root, path), 'wx', 0o600)
    return {
      write: async bytes => await file.writeFile(bytes),
      chmod: async mode => await file.chmod(mode),
      sync: async () => await file.sync(),
      [Symbol.asyncDispose]: async () => await file.close(),
    }
  },
  rename: async (from, to) => await promises.rename(join(root, from), join(root, to)),
  unlink: async path => {
    try {
      await promises.unlink(join(root, path))
      return true
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false
      throw error
    }
  },
  syncDirectory: async path => {
    await using handle = await promises.open(join(root, path), 'r')
    await handle.sync()
  },
})

const kindOf = (path: string): Kind => {
  const found = lstatSync(path)
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
