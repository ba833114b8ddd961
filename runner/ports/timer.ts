/** A timer outside the runner's own process, which takes the way back when nobody stops it. */
export interface Timer {
  arm(seconds: number): Promise<void>
  /** No error when none is armed. */
  disarm(): Promise<void>
}
