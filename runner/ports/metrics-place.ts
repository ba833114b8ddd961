/** Where Prometheus finds what was summed up: a file, an address. */
export interface MetricsPlace {
  /**
   * Shows the text: now, or whenever somebody asks from now on. Returns why nobody can see it there, where that is no fault; throws
   * what the kernel says. What did not work is tried again by the next call.
   */
  show(text: () => string): Promise<string | undefined>
  /** Shows nothing any more. */
  withdraw(): Promise<void>
}
