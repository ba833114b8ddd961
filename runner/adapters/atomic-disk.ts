import { basename, dirname, join } from 'node:path'
import type { Disk } from '../ports/disk.ts'
import { DiskError } from '../ports/disk-error.ts'
import type { FileSystem } from '../ports/file-system.ts'

/** A file system in memory: what is in it is forgotten by a reboot, so that nothing is ever built on sand there. */
const MEMORY = '/run'

/**
 * A disk made of system calls, real ones or a test's. Here is the one atomic write of the program, and one rule more:
 * nothing is written before all that this process has read is durable. A process that dies between a rename and the fsync
 * of its directory leaves the next one a file that a power cut may still take back; what is built on it must not outlive it.
 */
export class AtomicDisk implements Disk {
  readonly #files: FileSystem
  /** Directories that this process knows to be durable, with every directory above them. */
  readonly #settled = new Set<string>()
  /** Paths that were read and may not be durable yet. */
  readonly #looked = new Set<string>()

  constructor(files: FileSystem) {
    this.#files = files
  }

  read(operation: string, path: string): Promise<Uint8Array | undefined> {
    return told(operation, path, () => {
      this.#mustBePlain(operation, path)
      this.#looked.add(path)
      return this.#files.read(path)
    })
  }

  write(operation: string, path: string, bytes: Uint8Array, mode: number): Promise<void> {
    return told(operation, path, async () => {
      this.#mustBePlain(operation, path)
      await this.#settleWhatWasRead(path)
      await this.#settle(dirname(path))
      await this.#writeAtomically(path, bytes, mode)
    })
  }

  remove(operation: string, path: string): Promise<void> {
    return told(operation, path, async () => {
      this.#mustBePlain(operation, path)
      this.#looked.add(path)
      await this.#settleWhatWasRead(path)
      if (this.#files.look(path) === undefined) return
      await this.#changeNames(dirname(path), () => this.#files.unlink(path))
    })
  }

  list(operation: string, directory: string): Promise<readonly string[]> {
    return told(operation, directory, () => {
      this.#mustBePlain(operation, directory)
      return [...(this.#files.names(directory) ?? [])].sort()
    })
  }

  /** After a crash the old bytes or the new, never a mix. */
  async #writeAtomically(path: string, bytes: Uint8Array, mode: number): Promise<void> {
    const beside = besides(path)
    await this.#files.unlink(beside)
    try {
      await using file = await this.#files.create(beside)
      await file.write(bytes)
      await file.chmod(mode)
      await file.sync()
    } catch (error) {
      await this.#files.unlink(beside).catch(() => undefined)
      throw error
    }
    await this.#changeNames(dirname(path), () => this.#files.rename(beside, path))
  }

  async #changeNames(directory: string, change: () => Promise<unknown>): Promise<void> {
    this.#settled.delete(directory)
    await change()
    await this.#files.syncDirectory(directory)
    this.#settled.add(directory)
  }

  /** Makes a directory durable, and first what is above it; makes what is missing. */
  async #settle(directory: string): Promise<void> {
    if (this.#settled.has(directory) || this.#isMemory(directory)) return
    const above = dirname(directory)
    if (above !== directory) {
      await this.#settle(above)
      if (this.#files.look(directory) === undefined)
        await this.#changeNames(above, () => this.#files.makeDirectory(directory))
    }
    await this.#files.syncDirectory(directory).catch(unlessNotOurs)
    this.#settled.add(directory)
  }

  #isMemory(directory: string): boolean {
    return directory === MEMORY && this.#files.look(directory) === 'directory'
  }

  /**
   * Before a change at this path. What a death left half-written beside a path that was read goes with it. The way back leads through
   * memory, and must be open also when the disk is not.
   */
  async #settleWhatWasRead(path: string): Promise<void> {
    if (path.startsWith(`${MEMORY}/`)) return
    for (const looked of this.#looked) {
      const [directory, beside] = [dirname(looked), besides(looked)]
      if (this.#files.look(beside) !== undefined)
        await this.#changeNames(directory, () => this.#files.unlink(beside))
      if (this.#files.look(directory) === 'directory') await this.#settle(directory)
      this.#looked.delete(looked)
    }
  }

  /** Refuses a path that is not plain and absolute, and any symlink on the way or at its end. */
  #mustBePlain(operation: string, path: string): void {
    const [before, ...parts] = path.split('/')
    if (before !== '' || parts.some(part => NO_NAMES.has(part)) || path.includes('\0'))
      throw new DiskError('unsafe', operation, `${path} is not a plain absolute path`)
    let at = ''
    for (const part of parts) {
      at += `/${part}`
      const kind = this.#files.look(at)
      if (kind === undefined) break
      if (kind === 'other')
        throw new DiskError('unsafe', operation, `${at} is in the way: it is not a plain file or directory`)
    }
  }
}

/** What stands between two slashes and leads elsewhere. */
const NO_NAMES = new Set(['', '.', '..'])

/** Where a file is written before it gets its name: in the same directory, or the rename would be none. */
const besides = (path: string): string => join(dirname(path), `.${basename(path)}.new`)

/** The kernel's code of an error, such as ENOENT. */
export const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/** A directory that keeps nothing, such as one in /proc, or one that this process may not read: none of its making. */
const unlessNotOurs = (error: unknown): void => {
  const code = errorCode(error)
  if (code !== 'EINVAL' && code !== 'EACCES') throw error
}

const told = async <T>(operation: string, path: string, task: () => T | Promise<T>): Promise<T> => {
  try {
    return await task()
  } catch (cause) {
    if (cause instanceof DiskError) throw cause
    const code = errorCode(cause)
    const words = cause instanceof Error ? cause.message : String(cause)
    const full = code === 'ENOSPC' || code === 'EDQUOT'
    throw new DiskError(full ? 'full' : 'failed', operation, `${path}: ${words}`, { cause })
  }
}
