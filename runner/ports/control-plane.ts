/** What became of something posted: taken, not wanted for good (and not worth repeating), or not delivered. */
export type Delivery =
  | { readonly kind: 'taken' }
  | { readonly kind: 'unwanted'; readonly words: string }
  | { readonly kind: 'undelivered'; readonly words: string }

/** The only thing a gateway ever says: reports, and once its enrolment. */
export interface ControlPlane {
  /** Posts canonical JSON. Never throws for what the network or the other end does. */
  post(url: string, body: Uint8Array): Promise<Delivery>
}
