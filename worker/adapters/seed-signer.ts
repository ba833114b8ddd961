import { fromBase64 } from '../../schema/wire/base64.ts'
import { signingKey } from '../../schema/wire/ed25519.ts'
import { Key32 } from '../../schema/wire/names.ts'
import type { Signer } from '../ports/signer.ts'

/** A signer from a seed as it stands in the Worker's secret: base64 of 32 bytes. The error never quotes it. */
export const seedSigner = (base64Seed: string): Signer => {
  const key = Key32.safeParse(base64Seed.trim())
  if (!key.success) throw new TypeError('the signing key is not base64 of 32 bytes')
  return signingKey(fromBase64(key.data))
}
