import { Bundle, bundleBytes, MAX_BUNDLE_BYTES } from '../../../schema/wire/bundle.ts'
import { digestOf } from '../digest.ts'
import { parseObject } from './json.ts'
import { TrustError } from './trust-error.ts'
import type { Identity, TrustedBundle, TrustedTarget } from './trusted.ts'

/** The bundle that a trusted target names, out of bytes from anywhere: `docs/protocol.md` §5.7. */
export const trustBundle = (bytes: Uint8Array, target: TrustedTarget, identity: Identity): TrustedBundle => {
  mustBeTarget(bytes, target)
  const bundle = parseBundle(bytes)
  if (bundle.network !== identity.network)
    throw new TrustError(
      'wrong-network',
      `the bundle is of network ${bundle.network}, not ${identity.network}`,
    )
  if (bundle.gateway !== identity.gateway)
    throw new TrustError(
      'wrong-gateway',
      `the bundle is of gateway ${bundle.gateway}, not ${identity.gateway}`,
    )
  return { bundle, bytes, digest: target.digest, custom: target.custom } as TrustedBundle
}

const mustBeTarget = (bytes: Uint8Array, target: TrustedTarget): void => {
  if (bytes.length !== target.length || digestOf(bytes) !== target.digest)
    throw new TrustError('bundle-hash', 'the bundle has not the length or hash that was signed for it')
}

const parseBundle = (bytes: Uint8Array): Bundle => {
  const parsed = Bundle.safeParse(parseObject(bytes, MAX_BUNDLE_BYTES, 'the bundle'))
  if (!parsed.success)
    throw new TrustError('unparseable', 'the bundle has not the shape of a bundle', { cause: parsed.error })
  // One bundle has one byte form (§2): with another, its digest here and in the plan would differ.
  if (Buffer.compare(bundleBytes(parsed.data), bytes) !== 0)
    throw new TrustError('unparseable', 'the bundle is not in canonical form')
  return parsed.data
}
