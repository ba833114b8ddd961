/** Who began it: this end, the other end; undefined where the daemon does not tell. */
export type By = 'us' | 'peer' | undefined

/** Something the IKE daemon, or cygnet itself, did that traffic may feel. */
export interface Happening {
  /** Milliseconds since 1970, by the gateway's clock. */
  readonly at: number
  readonly kind:
    | 'ike-up'
    | 'ike-down'
    | 'ike-rekey'
    | 'reauthentication'
    | 'child-up'
    | 'child-down'
    | 'child-rekey'
    | 'dpd'
    | 'daemon-up'
    | 'daemon-down'
    | 'change'
  /** The tunnel; undefined when it concerns all of them. */
  readonly tunnel: string | undefined
  /** The CHILD SA, where it concerns one. */
  readonly child: string | undefined
  readonly by: By
}
