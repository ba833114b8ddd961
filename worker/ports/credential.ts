import type { OperatorProof } from '../../schema/operator-request.ts'
import type { Digest } from '../../schema/wire/names.ts'

/** With what an operator says who they are; nothing of it is believed yet. */
export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'key'
      readonly proof: OperatorProof
      /** What was asked, as it came in. */
      readonly method: string
      readonly path: string
      readonly body: Digest
    }
