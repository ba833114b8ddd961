/**
 * Everything the runner does to a disk. Each call names its operation, so that a test can stop the world before or
 * after any one of them, and an error says what was going on.
 */
export interface Disk {
  read(operation: string, path: string): Promise<Uint8Array | undefined>
  /** Same directory, chmod, fsync, rename, fsync of the directory: after a crash the old bytes or the new, never a mix. */
  write(operation: string, path: string, bytes: Uint8Array, mode: number): Promise<void>
  /** No error when there is nothing to remove; the directory is synced. */
  remove(operation: string, path: string): Promise<void>
  /** Names in a directory, sorted; empty when it does not exist. */
  list(operation: string, directory: string): Promise<readonly string[]>
}
