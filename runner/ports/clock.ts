/** Time as the gateway believes it, time as it passes, and waiting; injected so that tests own all of it. */
export interface Clock {
  now(): Date
  /** Milliseconds since some moment before this process, by a clock that nobody sets. */
  elapsed(): number
  /** Resolves after this many milliseconds, or at once when the signal is given. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>
}
