import type { Metadata, Root, Snapshot, Targets, Timestamp } from '@tufjs/models'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Digest, Name } from '../../../schema/wire/names.ts'
import type { TargetCustom } from '../../../schema/wire/repository.ts'

declare const proof: unique symbol

/**
 * Evidence that bytes passed the checks of one step. Each kind is made in one file of this folder only, and each step
 * asks for the evidence of the step before: steps out of order do not compile.
 */
type Proven<Kind extends string, Content> = Content & { readonly [proof]: Kind }

interface Signed<Role extends Root | Timestamp | Snapshot | Targets> {
  readonly metadata: Metadata<Role>
  /** As they were signed, stored and hashed. */
  readonly bytes: Uint8Array
}

/** Signed by a threshold of its own keys, and reached from the anchor without a gap. */
export type TrustedRoot = Proven<'root', Signed<Root>>
export type TrustedTimestamp = Proven<'timestamp', Signed<Timestamp>>
export type TrustedSnapshot = Proven<'snapshot', Signed<Snapshot>>
/** The top-level targets: what it lists itself is never used, only what it delegates. */
export type TrustedTargets = Proven<'targets', Signed<Targets>>
/** This gateway's own delegated role. */
export type TrustedGatewayRole = Proven<'gateway', Signed<Targets>>

/** What this gateway should run: a bundle's hash and length, and when and why it was released. */
export type TrustedTarget = Proven<
  'target',
  {
    readonly network: Name
    readonly gateway: Name
    readonly digest: Digest
    /** Bytes. */
    readonly length: number
    readonly custom: TargetCustom
  }
>

/** A bundle that was released for this gateway of this network, byte for byte. Nothing else may be staged. */
export type TrustedBundle = Proven<
  'bundle',
  {
    readonly bundle: Bundle
    readonly bytes: Uint8Array
    readonly digest: Digest
    readonly custom: TargetCustom
  }
>

/** Who this gateway is: a bundle for anybody else is refused. */
export interface Identity {
  readonly network: Name
  readonly gateway: Name
}
