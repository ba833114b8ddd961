import type { Policy } from './policy.ts'
import { heldRoot } from './root.ts'
import { heldSnapshot, trustSnapshot } from './snapshot.ts'
import { gatewayDelegation, targetOf, trustDelegated, trustTargets } from './targets.ts'
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
}

/** On a gateway there is one more: its own role. */
export interface HeldByGateway extends HeldFiles {
  readonly gateway: Uint8Array | undefined
}

/** The root on this machine's disk. Without one nothing can be proven: throws `no-root`, or what a bad root throws. */
export const rootOf = (held: HeldFiles, policy: Policy): TrustedRoot => {
  if (!held.root) throw new TrustError('no-root', 'there is no trusted root here: it was never enrolled')
  return heldRoot(held.root, policy)
}

/** What was trusted before, as far as it still verifies under this root; the rest counts as lost. */
export const rememberedBy = (
  root: TrustedRoot,
  held: HeldFiles,
): { timestamp: TrustedTimestamp | undefined; snapshot: TrustedSnapshot | undefined } => ({
  timestamp: ifTrusted(() => held.timestamp && heldTimestamp(root, held.timestamp)),
  snapshot: ifTrusted(() => held.snapshot && heldSnapshot(root, held.snapshot)),
})

/** A target that the files on disk prove on their own, and when the first of them expires. */
export interface HeldTarget {
  readonly target: TrustedTarget
  readonly until: Date
}

/**
 * The target that the files on disk prove on their own, from root to gateway role, nothing expired; undefined when a
 * part is missing, damaged or over its time. Only then may the repository answer "unchanged".
 */
export const heldTarget = (
  root: TrustedRoot,
  held: HeldByGateway,
  identity: Identity,
  now: Date,
): HeldTarget | undefined =>
  ifTrusted(() => {
    if (!held.timestamp || !held.snapshot || !held.targets || !held.gateway) return undefined
    mustBeCurrent(root, now, 'root')
    const timestamp = trustTimestamp(root, held.timestamp, undefined, now)
    const snapshot = trustSnapshot(root, timestamp, held.snapshot, undefined, now)
    const targets = trustTargets(root, snapshot, held.targets, now)
    const delegation = gatewayDelegation(targets, identity.gateway)
    const role = trustDelegated(delegation, snapshot, held.gateway, now, 'gateway')
    const expiries = [root, timestamp, snapshot, targets, role].map(({ metadata }) =>
      Date.parse(metadata.signed.expires),
    )
    return { target: targetOf(role, identity), until: new Date(Math.min(...expiries)) }
  })

/** What a step proves; undefined when it throws a `TrustError`. */
export const ifTrusted = <T>(step: () => T): T | undefined => {
  try {
    return step()
  } catch (error) {
    if (error instanceof TrustError) return undefined
    throw error
  }
}
