/** What is at a path, a symlink not followed. */
export type Kind = 'file' | 'directory' | 'other'

/**
 * The system calls beneath the disk, one method each, so that a test can end the world between any two of them and drop
 * whatever no fsync has made durable. Paths are absolute and plain. Throws what the kernel says, with its `code`.
 */
export interface FileSystem {
  /** lstat; undefined when nothing is there. */
  look(path: string): Kind | undefined
  /** open, read, close; undefined when nothing is there. */
  read(path: string): Uint8Array | undefined
  /** readdir, in no order; undefined when nothing is there. */
  names(directory: string): readonly string[] | undefined
  /** mkdir, readable by all. */
  makeDirectory(path: string): Promise<void>
  /** open of a file that must not exist, readable by root alone. */
  create(path: string): Promise<NewFile>
  rename(from: string, to: string): Promise<void>
  /** False when nothing was there. */
  unlink(path: string): Promise<boolean>
  /** fsync of a directory: the names in it are durable from now on, not what they name. */
  syncDirectory(path: string): Promise<void>
}

/** A file that was just created, open until disposed of. */
export interface NewFile extends AsyncDisposable {
  write(bytes: Uint8Array): Promise<void>
  chmod(mode: number): Promise<void>
  /** fsync: content and mode are durable from now on, not its name. */
  sync(): Promise<void>
}
