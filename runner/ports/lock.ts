/** One runner at a time on a gateway; held by the kernel, so a killed holder holds nothing. */
export interface Lock {
  /** Runs the task while holding the lock. Undefined when another runner holds it. */
  holding<T>(task: () => Promise<T>): Promise<{ readonly value: T } | undefined>
}
