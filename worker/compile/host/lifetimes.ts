import type { Connection } from './connection.ts'

/** When the SAs of a connection are renewed. All in seconds. */
export interface Lifetimes {
  readonly ike: number
  /** The IKE SA is re-authenticated instead of rekeyed: ipsec.conf has room for one of the two. */
  readonly reauth: boolean
  readonly child: number
  /**
   * An SA is given up so much after its time, and one end begins to renew it up to so much before, at random. One figure
   * for both kinds of SA, because ipsec.conf has only one: whatever drives strongSwan, it rekeys at the same times.
   */
  readonly margin: number
}

/** Time for a lost packet to be sent again: with a shorter margin, an SA that could still be rekeyed is given up. */
const LEAST_MARGIN = 30

/** Times that both daemons can be told. */
export const lifetimesOf = ({ rekey, reauth }: Pick<Connection, 'rekey' | 'reauth'>): Lifetimes => {
  const ike = reauth ?? rekey.ike
  const margin = Math.max(LEAST_MARGIN, Math.ceil(Math.min(ike, rekey.child) / 10))
  return { ike, reauth: reauth !== undefined, child: rekey.child, margin }
}
