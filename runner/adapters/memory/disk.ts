import type { Disk } from '../../ports/disk.ts'
import { AtomicDisk } from '../atomic-disk.ts'
import { type MemoryFile, MemoryFiles } from './files.ts'

/** A disk in memory for tests, with a hook that may throw before or after any named operation that changes something. */
export class MemoryDisk implements Disk {
  /** The system calls beneath. */
  readonly calls: MemoryFiles
  /** Called around every write and remove; throw to stop the world there. */
  around: (moment: 'before' | 'after', operation: string, path: string) => void = () => undefined
  readonly #disk: Disk

  constructor(files: Iterable<readonly [string, MemoryFile]> = []) {
    this.calls = new MemoryFiles(files)
    this.#disk = new AtomicDisk(this.calls)
  }

  /** What is there, for tests to look at and to put files. */
  get files(): Map<string, MemoryFile> {
    return this.calls.files
  }

  read(operation: string, path: string): Promise<Uint8Array | undefined> {
    return this.#disk.read(operation, path)
  }

  async write(operation: string, path: string, bytes: Uint8Array, mode: number): Promise<void> {
    this.around('before', operation, path)
    await this.#disk.write(operation, path, bytes, mode)
    this.around('after', operation, path)
  }

  async remove(operation: string, path: string): Promise<void> {
    this.around('before', operation, path)
    await this.#disk.remove(operation, path)
    this.around('after', operation, path)
  }

  list(operation: string, directory: string): Promise<readonly string[]> {
    return this.#disk.list(operation, directory)
  }

  /** A file's text, for tests. */
  text(path: string): string | undefined {
    const file = this.files.get(path)
    return file === undefined ? undefined : new TextDecoder().decode(file.bytes)
  }
}
