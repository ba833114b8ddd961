/** A file of `secrets/`: a secret that only the gateways it was sealed for can open. */
export interface Sealed {
  readonly name: string
  /** The file as problems show it. */
  readonly file: string
  readonly network: string
  readonly holds: 'psk' | 'password' | 'nt-hash' | 'key' | 'token'
  /** How hard it is to guess, as whoever sealed it estimated; in bits. */
  readonly bits: number
  /** Sorted by gateway. */
  readonly boxes: readonly SealedBox[]
}

export interface SealedBox {
  readonly gateway: string
  /** The seal key that it was sealed to, base64 of 32 bytes: another one after the gateway is enrolled anew. */
  readonly to: string
  /** Base64. */
  readonly box: string
}
