import { posix } from 'node:path'
import type { Disk } from '../ports/disk.ts'
import { DiskError } from '../ports/disk-error.ts'

/** A file of the memory disk. */
export interface MemoryFile {
  readonly bytes: Uint8Array
  readonly mode: number
}

/** A disk in memory for tests, with a hook that may throw before or after any named operation that changes something. */
export class MemoryDisk implements Disk {
  readonly files: Map<string, MemoryFile>
  /** Called around every write and remove; throw to stop the world there. */
  around: (moment: 'before' | 'after', operation: string, path: string) => void = () => undefined

  constructor(files: Iterable<readonly [string, MemoryFile]> = []) {
    this.files = new Map(files)
  }

  read(operation: string, path: string): Promise<Uint8Array | undefined> {
    return this.#plain(operation, path, () => this.files.get(path)?.bytes.slice())
  }

  write(operation: string, path: string, bytes: Uint8Array, mode: number): Promise<void> {
    return this.#plain(operation, path, () => {
      this.around('before', operation, path)
      this.files.set(path, { bytes: bytes.slice(), mode })
      this.around('after', operation, path)
    })
  }

  remove(operation: string, path: string): Promise<void> {
    return this.#plain(operation, path, () => {
      this.around('before', operation, path)
      this.files.delete(path)
      this.around('after', operation, path)
    })
  }

  list(operation: string, directory: string): Promise<readonly string[]> {
    return this.#plain(operation, directory, () => {
      const prefix = `${directory}/`
      const below = [...this.files.keys()].filter(path => path.startsWith(prefix))
      return [...new Set(below.map(path => path.slice(prefix.length).split('/')[0] ?? ''))].sort()
    })
  }

  /** A file's text, for tests. */
  text(path: string): string | undefined {
    const file = this.files.get(path)
    return file === undefined ? undefined : new TextDecoder().decode(file.bytes)
  }

  async #plain<T>(operation: string, path: string, task: () => T): Promise<T> {
    if (!path.startsWith('/') || posix.normalize(path) !== path || path.includes('\0'))
      throw new DiskError('unsafe', operation, `${path} is not a plain absolute path`)
    await Promise.resolve()
    return task()
  }
}
