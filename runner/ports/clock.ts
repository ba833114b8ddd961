/** Time as the gateway believes it, and waiting; injected so that tests own both. */
export interface Clock {
  now(): Date
  /** Resolves after this many milliseconds. */
  wait(milliseconds: number): Promise<void>
}
