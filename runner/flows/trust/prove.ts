import { gatewayRole, LIMITS, TIMESTAMP } from '../../../schema/wire/repository-names.ts'
import { type HeldByGateway, heldTarget, rootOf } from '../../core/trust/chain.ts'
import { rolePath } from '../../core/trust/object-names.ts'
import { GATEWAY_POLICY } from '../../core/trust/policy.ts'
import { type StampedBy, stampBytes } from '../../core/trust/stamp.ts'
import { gatewayDelegation, isReleased, metaOf, targetOf, trustDelegated } from '../../core/trust/targets.ts'
import { TrustError } from '../../core/trust/trust-error.ts'
import type { Identity, Refreshed, TrustedRoot, TrustedTarget } from '../../core/trust/trusted.ts'
import { DiskError } from '../../ports/disk-error.ts'
import type { Fetched } from '../../ports/source.ts'
import { download } from './download.ts'
import { heldOrFetched, type Refreshing, refreshTopLevel } from './top-level.ts'
import type { TrustFolder } from './trust-folder.ts'

/** What the poll already knows: what lies here, and the timestamp if it was asked for. */
export interface Known {
  readonly held: HeldByGateway
  readonly etag: string | undefined
  readonly polled: Fetched | undefined
}

/** The whole way: TUF's client workflow (§5.2–5.6), each step kept on disk before the next is asked for. */
export const prove = async (refreshing: Refreshing, known: Known, by: StampedBy): Promise<Refreshed> => {
  const { source, folder, now } = refreshing
  const { held } = known
  const anchor = rootOf(held, GATEWAY_POLICY)
  const complete = heldTarget(anchor, held, by, now)
  const etag = complete && known.etag
  const polled =
    known.polled ?? (etag ? await download(source, TIMESTAMP, LIMITS.timestamp, etag) : undefined)
  if (polled?.kind === 'unchanged' && complete && etag) {
    await stampWhatIsHeld(folder, by, now)
    return { kind: 'unchanged', target: complete.target }
  }
  const target = await refreshGateway(refreshing, anchor, { ...known, polled }, by)
  await stampWhatIsHeld(folder, by, now)
  return { kind: 'current', target }
}

const refreshGateway = async (
  refreshing: Refreshing,
  anchor: TrustedRoot,
  { held, polled }: Known,
  identity: Identity,
): Promise<TrustedTarget> => {
  const { source, folder, now } = refreshing
  const { root, snapshot, targets, etag } = await refreshTopLevel(refreshing, anchor, held, polled)
  if (held.gateway === undefined && !isReleased(snapshot, targets, identity.gateway))
    throw new TrustError('no-release', 'no release names this gateway yet')
  const role = gatewayRole(identity.gateway)
  const named = metaOf(snapshot, role, 'gateway')
  const delegation = gatewayDelegation(targets, identity.gateway)
  const own = await heldOrFetched(
    { held: held.gateway, named, path: rolePath(root, role, named.version), limit: LIMITS.gatewayRole },
    source,
    bytes => trustDelegated(delegation, snapshot, bytes, now, 'gateway'),
  )
  const target = targetOf(own, identity)
  await folder.keep('gateway', own.bytes, held.gateway)
  await folder.keepEtag(etag)
  return target
}

/** Proven once more from what is on disk now; a stamp that cannot be written only makes the next poll dearer. */
const stampWhatIsHeld = async (folder: TrustFolder, by: StampedBy, now: Date): Promise<void> => {
  const [held, etag] = [await folder.read(), await folder.etag()]
  const complete = etag && heldTarget(rootOf(held, GATEWAY_POLICY), held, by, now)
  if (!complete) return
  try {
    await folder.keepStamp(stampBytes({ ...held, etag }, by, complete))
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
  }
}
