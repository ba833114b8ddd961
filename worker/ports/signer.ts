/** The port is defined beside the pure code that signs with it, which may not look outward. */
export type { Signer } from '../release/signer.ts'
