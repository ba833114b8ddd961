/** What became of lines that were sent. */
export interface Delivery {
  /** taken: it has them. refused: it never will. later: try again. */
  readonly kind: 'taken' | 'refused' | 'later'
  /** Why not, for a person; empty when it has them. */
  readonly why: string
  /** Seconds that it asks to be left alone; 0: it does not say. */
  readonly patience: number
}

/** A database of time series that takes lines. */
export interface Database {
  /** Never throws. Ends in bounded time. The same lines again change nothing. */
  send(lines: string): Promise<Delivery>
}
