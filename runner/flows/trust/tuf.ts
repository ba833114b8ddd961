import { isArtifact } from '../../core/trust/artifact.ts'
import { rootOf } from '../../core/trust/chain.ts'
import { artifactFile, artifactPath } from '../../core/trust/object-names.ts'
import { TUF_POLICY } from '../../core/trust/policy.ts'
import { heldRoot } from '../../core/trust/root.ts'
import { TrustError } from '../../core/trust/trust-error.ts'
import type { TrustedArtifact, TrustedRoot } from '../../core/trust/trusted.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Disk } from '../../ports/disk.ts'
import type { Source } from '../../ports/source.ts'
import { downloadBytes } from './download.ts'
import { findArtifact } from './find-artifact.ts'
import { type Refreshing, refreshTopLevel, type TopLevel } from './top-level.ts'
import { TrustFolder } from './trust-folder.ts'

/** A client of any TUF repository: the gateway's own steps, without what only a gateway asks for. */
export interface TufClient {
  readonly disk: Disk
  readonly clock: Pick<Clock, 'now'>
  /** `metadata/…` of the repository. */
  readonly metadata: Source
  /** Absolute; where trusted metadata lies, under unversioned names. */
  readonly folder: string
}

/** Where files of a repository come from and go to. */
export interface Artifacts {
  /** `targets/…` of the repository. */
  readonly source: Source
  /** Absolute. */
  readonly folder: string
}

/** Anchors a client in a root that somebody vouches for. Throws when that is not signed by its own keys. */
export const initTuf = async (
  { disk, folder }: Omit<TufClient, 'metadata'>,
  root: Uint8Array,
): Promise<void> => {
  const { bytes } = heldRoot(root, TUF_POLICY)
  await new TrustFolder(disk, folder).keep('root', bytes, undefined)
}

/** Brings the top-level metadata up to date (TUF §5.2–5.6). Throws like a gateway's refresh. */
export const refreshTuf = async (client: TufClient): Promise<void> => {
  await refreshed(client)
}

/** The same, then these files in this order; one that is there already, by its hashes, is not fetched. */
export const downloadTuf = async (
  client: TufClient,
  artifacts: Artifacts,
  paths: readonly string[],
): Promise<void> => {
  const { refreshing, top } = await refreshed(client)
  for (const path of paths)
    await fetchArtifact(client.disk, artifacts, top.root, await findArtifact(refreshing, top, path))
}

const refreshed = async (client: TufClient): Promise<{ refreshing: Refreshing; top: TopLevel }> => {
  const folder = new TrustFolder(client.disk, client.folder)
  const refreshing = { source: client.metadata, folder, now: client.clock.now() }
  const held = await folder.read()
  return { refreshing, top: await refreshTopLevel(refreshing, rootOf(held, TUF_POLICY), held) }
}

const fetchArtifact = async (
  disk: Disk,
  { source, folder }: Artifacts,
  root: TrustedRoot,
  artifact: TrustedArtifact,
): Promise<void> => {
  const file = `${folder}/${artifactFile(artifact)}`
  const held = await disk.read('look for the file', file)
  if (held && isArtifact(held, artifact)) return
  const bytes = await downloadBytes(source, artifactPath(root, artifact), artifact.length)
  if (!isArtifact(bytes, artifact))
    throw new TrustError(
      'artifact-hash',
      `${artifact.path} has not the length or hash that was signed for it`,
    )
  await disk.write('keep the file', file, bytes, 0o644)
}
