/** Time as the gateway believes it, and waiting; injected so that tests own both. */
export interface Clock {
  now(): Date
  /** Resolves after this many milliseconds, or at once when the signal is given. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>
}
