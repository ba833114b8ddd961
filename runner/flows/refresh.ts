import type { MetaFile } from '@tufjs/models'
import {
  bundlePath,
  gatewayRolePath,
  LIMITS,
  snapshotPath,
  TIMESTAMP,
  targetsPath,
} from '../../schema/wire/repository.ts'
import { trustBundle } from '../core/trust/bundle.ts'
import { type HeldFiles, heldTarget, rememberedBy, rootOf } from '../core/trust/chain.ts'
import { trustSnapshot } from '../core/trust/snapshot.ts'
import { gatewayMeta, targetOf, targetsMeta, trustGatewayRole, trustTargets } from '../core/trust/targets.ts'
import { trustTimestamp } from '../core/trust/timestamp.ts'
import { TrustError } from '../core/trust/trust-error.ts'
import type { Identity, TrustedBundle, TrustedRoot, TrustedTarget } from '../core/trust/trusted.ts'
import { isExactly, mustBeCurrent } from '../core/trust/verify.ts'
import type { Clock } from '../ports/clock.ts'
import type { Disk } from '../ports/disk.ts'
import type { Source } from '../ports/source.ts'
import { download, downloadBytes } from './download.ts'
import { followRoots } from './follow-roots.ts'
import { TrustFolder } from './trust-folder.ts'

export interface RefreshPorts {
  readonly source: Source
  readonly disk: Disk
  readonly clock: Pick<Clock, 'now'>
}

/** Who this gateway is, and where it keeps its state (`<folder>/trust`). */
export interface GatewayIdentity extends Identity {
  readonly folder: string
}

export type Refreshed =
  /** One conditional GET said so, and the metadata on disk proves the target on its own. */
  | { readonly kind: 'unchanged'; readonly target: TrustedTarget }
  | { readonly kind: 'current'; readonly target: TrustedTarget }

/**
 * What this gateway should run, proven from its root down: TUF's client workflow (§5.2–5.6), clause by clause, each
 * step kept on disk before the next is asked for. `docs/protocol.md` §5.
 *
 * Throws a `TrustError` when something offered is not proven, a `SourceError` when the source does not answer; in both
 * cases everything trusted before stays trusted.
 */
export const refresh = async (ports: RefreshPorts, identity: GatewayIdentity): Promise<Refreshed> => {
  const now = ports.clock.now()
  const folder = new TrustFolder(ports.disk, identity.folder)
  const held = await folder.read()
  const anchor = rootOf(held)

  // §5.2: a poll without change is one conditional GET.
  const complete = heldTarget(anchor, held, identity, now)
  const etag = complete && (await folder.etag())
  const polled = await download(ports.source, TIMESTAMP, LIMITS.timestamp, etag)
  if (polled.kind === 'unchanged' && complete && etag) return { kind: 'unchanged', target: complete }

  // §5.3: the newest root first, whatever the timestamp says.
  const root = await followRoots(ports.source, folder, anchor)
  mustBeCurrent(root.metadata, now, 'root')

  // A new root may have retired the keys of what was polled and held: ask again, look again.
  const moved = root !== anchor
  const offered = moved ? await download(ports.source, TIMESTAMP, LIMITS.timestamp) : polled
  const refreshing = { source: ports.source, folder, held: moved ? await folder.read() : held, now }
  const target = await refreshRoles(refreshing, identity, root, bytesOf(offered, refreshing.held))
  await folder.keepEtag(offered.kind === 'found' ? offered.etag : undefined)
  return { kind: 'current', target }
}

interface Refreshing {
  readonly source: Source
  readonly folder: TrustFolder
  readonly held: HeldFiles
  readonly now: Date
}

/** Timestamp, snapshot, targets, the gateway's own role: each proven by the one before, then kept (§5.4–5.6). */
const refreshRoles = async (
  { source, folder, held, now }: Refreshing,
  identity: GatewayIdentity,
  root: TrustedRoot,
  offered: Uint8Array,
): Promise<TrustedTarget> => {
  const { gateway } = identity
  const before = rememberedBy(root, held)

  const timestamp = trustTimestamp(root, offered, before.timestamp, now)
  await folder.keep('timestamp', timestamp.bytes, held.timestamp)

  const named = timestamp.metadata.signed.snapshotMeta
  const snapshotBytes = await heldOr(
    held.snapshot,
    named,
    source,
    snapshotPath(named.version),
    LIMITS.snapshot,
  )
  const snapshot = trustSnapshot(root, timestamp, snapshotBytes, before.snapshot, now)
  await folder.keep('snapshot', snapshot.bytes, held.snapshot)

  const listed = targetsMeta(snapshot)
  const targetsBytes = await heldOr(held.targets, listed, source, targetsPath(listed.version), LIMITS.targets)
  const targets = trustTargets(root, snapshot, targetsBytes, now)
  await folder.keep('targets', targets.bytes, held.targets)

  const own = gatewayMeta(snapshot, gateway)
  const roleBytes = await heldOr(
    held.gateway,
    own,
    source,
    gatewayRolePath(own.version, gateway),
    LIMITS.gatewayRole,
  )
  const role = trustGatewayRole(targets, snapshot, roleBytes, gateway, now)
  const target = targetOf(role, identity)
  await folder.keep('gateway', role.bytes, held.gateway)
  return target
}

/** The bytes on disk when they are exactly the ones that are named; otherwise the repository's, at most that many. */
const heldOr = async (
  held: Uint8Array | undefined,
  named: MetaFile,
  source: Source,
  path: string,
  limit: number,
): Promise<Uint8Array> =>
  held && isExactly(held, named) ? held : downloadBytes(source, path, Math.min(named.length ?? limit, limit))

/** "Unchanged" without having been asked is a freeze at worst: then the held timestamp has to stand on its own. */
const bytesOf = (offered: Awaited<ReturnType<typeof download>>, held: HeldFiles): Uint8Array => {
  if (offered.kind === 'found') return offered.bytes
  if (offered.kind === 'unchanged' && held.timestamp) return held.timestamp
  throw new TrustError('missing', `the repository holds no ${TIMESTAMP}`)
}

/** The bundle that a trusted target names. Nothing is written. Throws like `refresh`. `docs/protocol.md` §5.7. */
export const fetchBundle = async (
  { source }: Pick<RefreshPorts, 'source'>,
  target: TrustedTarget,
  identity: Identity,
): Promise<TrustedBundle> => {
  const bytes = await downloadBytes(source, bundlePath(target.gateway, target.digest), target.length)
  return trustBundle(bytes, target, identity)
}
