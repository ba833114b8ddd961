import type { SealedFile } from '../../schema/topology/beside/sealed-file.ts'
import { type SealedAs, seal } from '../../schema/wire/sealed.ts'

/** A secret to be sealed: its bytes, and how many of their bits somebody would have to guess. */
export interface Secret extends SealedAs {
  readonly value: Uint8Array
  readonly bits: number
}

/**
 * The text of `secrets/<name>.json`: a box for each recipient (gateway → public seal key, base64), and nobody else.
 * Throws a `SealedError`.
 */
export const sealedText = (secret: Secret, recipients: ReadonlyMap<string, string>): string => {
  const { network, holds, bits, value } = secret
  const boxes = [...recipients]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([gateway, to]) => [gateway, { to, box: seal(to, secret, value) }] as const)
  const file: SealedFile = { cygnet: 1, network, holds, bits, boxes: Object.fromEntries(boxes) }
  return `${JSON.stringify(file, null, 2)}\n`
}
