import type { SigningKey } from '../../schema/wire/ed25519.ts'

/** Who signs: the Worker in timestamp, snapshot, targets and gateway roles; an operator in root. */
export type Signer = SigningKey
