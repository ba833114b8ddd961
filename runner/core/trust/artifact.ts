import { createHash } from 'node:crypto'
import { TrustError } from './trust-error.ts'
import type { TrustedArtifact, TrustedTargets } from './trusted.ts'

/** Hashes that still name a file; any other that is listed makes the file one that cannot be verified. */
const GOOD = ['sha256', 'sha384', 'sha512'] as const

/** Bytes: a file is checked in memory before it is kept. */
const MAX_ARTIFACT_BYTES = 256 * 1024 * 1024

/** What a trusted role says of a path; undefined when it does not list it. Throws when it cannot be verified. */
export const artifactIn = (role: TrustedTargets, path: string): TrustedArtifact | undefined => {
  const { targets } = role.metadata.signed
  const file = Object.hasOwn(targets, path) ? targets[path] : undefined
  if (file === undefined) return undefined
  const listed = Object.entries(file.hashes)
  const hashes = Object.fromEntries(listed.filter(([algorithm]) => GOOD.some(good => good === algorithm)))
  if (listed.length === 0 || Object.keys(hashes).length < listed.length)
    throw new TrustError('artifact-hash', `${path} is not listed with hashes of ${GOOD.join(', ')} only`)
  if (listed.some(([, digest]) => !/^[0-9a-f]{64,128}$/.test(digest)) || !Number.isSafeInteger(file.length))
    throw new TrustError('unparseable', `${path} is listed without a plain hash or length`)
  if (file.length > MAX_ARTIFACT_BYTES)
    throw new TrustError('too-large', `${path} is listed with ${file.length} bytes`)
  return { path, length: file.length, hashes } as TrustedArtifact
}

/** Whether bytes from anywhere are the listed file: length, and every hash (TUF §5.7.2). */
export const isArtifact = (bytes: Uint8Array, { length, hashes }: TrustedArtifact): boolean =>
  bytes.length === length &&
  Object.entries(hashes).every(
    ([algorithm, digest]) => createHash(algorithm).update(bytes).digest('hex') === digest,
  )
