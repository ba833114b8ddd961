import type { MetaFile } from '@tufjs/models'
import { LIMITS, TIMESTAMP } from '../../../schema/wire/repository-names.ts'
import { type HeldFiles, ifTrusted, rememberedBy } from '../../core/trust/chain.ts'
import { rolePath } from '../../core/trust/object-names.ts'
import { trustSnapshot } from '../../core/trust/snapshot.ts'
import { metaOf, trustTargets } from '../../core/trust/targets.ts'
import { trustTimestamp } from '../../core/trust/timestamp.ts'
import { TrustError } from '../../core/trust/trust-error.ts'
import type { TrustedRoot, TrustedSnapshot, TrustedTargets } from '../../core/trust/trusted.ts'
import { isExactly, mustBeCurrent } from '../../core/trust/verify.ts'
import type { Fetched, Source } from '../../ports/source.ts'
import { download, downloadBytes } from './download.ts'
import { followRoots } from './follow-roots.ts'
import type { TrustFolder } from './trust-folder.ts'

/** One refresh: where from, where to, and the one time that it happens at (TUF §5.1). */
export interface Refreshing {
  readonly source: Source
  readonly folder: TrustFolder
  readonly now: Date
}

/** What a refresh proved, down to the top-level targets. */
export interface TopLevel {
  readonly root: TrustedRoot
  readonly snapshot: TrustedSnapshot
  readonly targets: TrustedTargets
  /** Of the timestamp that was offered. */
  readonly etag: string | undefined
}

/**
 * Root, timestamp, snapshot, targets: each proven by the one before, then kept, before the next is asked for (TUF
 * §5.3–5.6). `polled` is a timestamp that was asked for already; under a new root it is asked for again.
 */
export const refreshTopLevel = async (
  refreshing: Refreshing,
  anchor: TrustedRoot,
  before: HeldFiles,
  polled?: Fetched,
): Promise<TopLevel> => {
  const { source, folder, now } = refreshing
  const root = await followRoots(source, folder, anchor)
  mustBeCurrent(root, now, 'root')

  // A new root may have retired the keys of what was polled and held: ask again, look again.
  const moved = root !== anchor
  const offered = polled && !moved ? polled : await download(source, TIMESTAMP, LIMITS.timestamp)
  const held = moved ? await folder.read() : before
  const remembered = rememberedBy(root, held)

  const timestamp = trustTimestamp(root, bytesOf(offered, held), remembered.timestamp, now)
  await folder.keep('timestamp', timestamp.bytes, held.timestamp)

  const named = timestamp.metadata.signed.snapshotMeta
  const snapshot = await heldOrFetched(
    { held: held.snapshot, named, path: rolePath(root, 'snapshot', named.version), limit: LIMITS.snapshot },
    source,
    bytes => trustSnapshot(root, timestamp, bytes, remembered.snapshot, now),
  )
  await folder.keep('snapshot', snapshot.bytes, held.snapshot)

  const listed = metaOf(snapshot, 'targets', 'targets')
  const path = rolePath(root, 'targets', listed.version)
  const targets = await heldOrFetched(
    { held: held.targets, named: listed, path, limit: LIMITS.targets },
    source,
    bytes => trustTargets(root, snapshot, bytes, now),
  )
  await folder.keep('targets', targets.bytes, held.targets)
  return { root, snapshot, targets, etag: offered.kind === 'found' ? offered.etag : undefined }
}

/** A role that the one above names: what lies here, if anything, and where it is. */
export interface Wanted {
  readonly held: Uint8Array | undefined
  readonly named: MetaFile
  readonly path: string
  readonly limit: number
}

/**
 * What lies here when it is what is named, by its hash, or, where none is named, because it is proven in that very version;
 * otherwise the repository's, of at most the length that is named.
 */
export const heldOrFetched = async <T>(
  { held, named, path, limit }: Wanted,
  source: Source,
  trust: (bytes: Uint8Array) => T,
): Promise<T> => {
  if (held && isExactly(held, named)) return trust(held)
  const proven = held && named.hashes === undefined ? ifTrusted(() => trust(held)) : undefined
  return proven ?? trust(await downloadBytes(source, path, Math.min(named.length ?? limit, limit)))
}

/** "Unchanged" without having been asked is a freeze at worst: then the held timestamp has to stand on its own. */
const bytesOf = (offered: Fetched, held: HeldFiles): Uint8Array => {
  if (offered.kind === 'found') return offered.bytes
  if (offered.kind === 'unchanged' && held.timestamp) return held.timestamp
  if (offered.kind === 'missing' && !held.timestamp)
    throw new TrustError('no-release', `nothing was released yet: the repository holds no ${TIMESTAMP}`)
  throw new TrustError('missing', `the repository holds no ${TIMESTAMP}`)
}
