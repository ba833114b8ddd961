import * as z from 'zod/mini'
import { fromBase64Url, toBase64Url } from './wire/base64.ts'
import { canonicalBytes } from './wire/canonical.ts'
import { type Digest, Key32, Signature64 } from './wire/names.ts'

/** What an operator's key signs of one request: `docs/protocol.md` §12. */
export interface OperatorRequest {
  /** Of the deployment that is asked, as its PUBLIC_URL says: two may serve networks of one name. With the port, where it is not the usual one. */
  readonly host: string
  readonly network: string
  readonly method: string
  /** From the host on: path and query as they are sent. */
  readonly path: string
  /** SHA-256 of the body's bytes; of none, when there is no body. */
  readonly body: Digest
  /** Milliseconds since 1970, by the operator's clock. */
  readonly at: number
  readonly nonce: string
}

/** What stands in the header `Authorization: Cygnet …`, beside what the request itself shows. */
export const OperatorProof = z.strictObject({
  /** Public, base64 of 32 bytes. */
  key: Key32,
  at: z.int().check(z.nonnegative()),
  /** 16 random bytes: a request is taken once. */
  nonce: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
  signature: Signature64,
})
export type OperatorProof = z.infer<typeof OperatorProof>

/** Milliseconds by which the clocks of an operator and of the control plane may differ. */
export const REQUEST_WINDOW = 5 * 60 * 1000

/** The scheme of the header. */
export const SCHEME = 'Cygnet'

/** The bytes that are signed. */
export const requestBytes = (request: OperatorRequest): Uint8Array =>
  canonicalBytes({ cygnet: 'request-2', ...request })

/** The proof as one word for a header. */
export const encodeProof = (proof: OperatorProof): string => toBase64Url(canonicalBytes(proof))

/** The proof in a word; undefined when it is none, whatever is in it. */
export const decodeProof = (word: string): OperatorProof | undefined => {
  try {
    return OperatorProof.parse(JSON.parse(new TextDecoder().decode(fromBase64Url(word))))
  } catch {
    return undefined
  }
}
