import { heldRoot } from './root.ts'
import { heldSnapshot, trustSnapshot } from './snapshot.ts'
import { targetOf, trustGatewayRole, trustTargets } from './targets.ts'
import { heldTimestamp, trustTimestamp } from './timestamp.ts'
import { TrustError } from './trust-error.ts'
import type { Identity, TrustedRoot, TrustedSnapshot, TrustedTarget, TrustedTimestamp } from './trusted.ts'
import { mustBeCurrent } from './verify.ts'

/** What lies in the trust folder, unproven: a crash, a full disk or a hand may have been there. */
export interface HeldFiles {
  readonly root: Uint8Array | undefined
  readonly timestamp: Uint8Array | undefined
  readonly snapshot: Uint8Array | undefined
  readonly targets: Uint8Array | undefined
  readonly gateway: Uint8Array | undefined
}

/** The root on this gateway's disk. Without one nothing can be proven: throws `no-root`, or what a bad root throws. */
export const rootOf = (held: HeldFiles): TrustedRoot => {
  if (!held.root) throw new TrustError('no-root', 'this gateway holds no root: it was never enrolled')
  return heldRoot(held.root)
}

/** What was trusted before, as far as it still verifies under this root; the rest counts as lost. */
export const rememberedBy = (
  root: TrustedRoot,
  held: HeldFiles,
): { timestamp: TrustedTimestamp | undefined; snapshot: TrustedSnapshot | undefined } => ({
  timestamp: ifTrusted(() => held.timestamp && heldTimestamp(root, held.timestamp)),
  snapshot: ifTrusted(() => held.snapshot && heldSnapshot(root, held.snapshot)),
})

/**
 * The target that the files on disk prove on their own, from root to gateway role, nothing expired; undefined when a
 * part is missing, damaged or over its time. Only then may the repository answer "unchanged".
 */
export const heldTarget = (
  root: TrustedRoot,
  held: HeldFiles,
  identity: Identity,
  now: Date,
): TrustedTarget | undefined =>
  ifTrusted(() => {
    if (!held.timestamp || !held.snapshot || !held.targets || !held.gateway) return undefined
    mustBeCurrent(root.metadata, now, 'root')
    const timestamp = trustTimestamp(root, held.timestamp, undefined, now)
    const snapshot = trustSnapshot(root, timestamp, held.snapshot, undefined, now)
    const targets = trustTargets(root, snapshot, held.targets, now)
    return targetOf(trustGatewayRole(targets, snapshot, held.gateway, identity.gateway, now), identity)
  })

const ifTrusted = <T>(step: () => T): T | undefined => {
  try {
    return step()
  } catch (error) {
    if (error instanceof TrustError) return undefined
    throw error
  }
}
