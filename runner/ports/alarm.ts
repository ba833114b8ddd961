/** Rings when one of some files changes, so that nobody has to wait for the next look. */
export interface Alarm {
  /** Watches these, and no longer what was watched before. The same again costs nothing. */
  watch(paths: readonly string[]): Promise<void>
  /** Resolves when one of them has changed since this was last asked, or changes. */
  rung(): Promise<void>
}
