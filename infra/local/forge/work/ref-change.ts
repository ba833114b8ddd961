/** A branch or tag that a push moved; `before` or `after` is undefined when it was made or deleted. */
export interface RefChange {
  readonly ref: string
  readonly before: string | undefined
  readonly after: string | undefined
}
