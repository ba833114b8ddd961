/** An Ed25519 key that signs: the Worker's own in timestamp, snapshot, targets and gateway roles; an operator's in root. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** A detached signature, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array
}
