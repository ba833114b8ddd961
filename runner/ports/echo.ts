/** Two inside addresses, one at each end of a tunnel: the own one to ask from, and the other end's. */
export interface Path {
  readonly from: string
  readonly to: string
}

/** Whether packets come back through a tunnel. An SA that is up says nothing about the wires below it. */
export interface Echo {
  /** Those of the paths that answer, each within a few seconds, all asked side by side. */
  answering<Some extends Path>(paths: readonly Some[]): Promise<readonly Some[]>
}
