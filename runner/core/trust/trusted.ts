import type { Root, Snapshot, Targets, Timestamp } from '@tufjs/models'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Digest, Name } from '../../../schema/wire/names.ts'
import type { TargetCustom } from '../../../schema/wire/repository.ts'
import type { Architecture, RunnerPackage } from '../../../schema/wire/runner-release.ts'
import type { Parsed } from './metadata.ts'
import type { Policy } from './policy.ts'

declare const proof: unique symbol

/**
 * Evidence that bytes passed the checks of one step. Each kind is made in one file of this folder only, and each step
 * asks for the evidence of the step before: steps out of order do not compile.
 */
type Proven<Kind extends string, Content> = Content & { readonly [proof]: Kind }

interface Signed<Role extends Root | Timestamp | Snapshot | Targets> extends Parsed<Role> {
  /** As they were signed, stored and hashed. */
  readonly bytes: Uint8Array
}

/** Signed by a threshold of its own keys, and reached from the anchor without a gap. */
export type TrustedRoot = Proven<'root', Signed<Root> & { readonly policy: Policy }>
export type TrustedTimestamp = Proven<'timestamp', Signed<Timestamp>>
export type TrustedSnapshot = Proven<'snapshot', Signed<Snapshot>>
/** The top-level targets, or a role that trusted targets delegate to: each proven by the one that delegates. */
export type TrustedTargets = Proven<'targets', Signed<Targets> & { readonly policy: Policy }>

/** A file that a trusted role lists: TUF calls it a target, and any of its hashes names it. */
export type TrustedArtifact = Proven<
  'artifact',
  {
    readonly path: string
    /** Bytes. */
    readonly length: number
    /** Lower-case hex by algorithm; only ones that are still good. */
    readonly hashes: Readonly<Partial<Record<'sha256' | 'sha384' | 'sha512', string>>>
  }
>

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

/** A package that a bundle names for this gateway. */
export interface WantedPackage {
  readonly version: string
  readonly architecture: Architecture
  readonly package: RunnerPackage
}

/** A package of the runner, byte for byte what the bundle in force names. */
export type TrustedPackage = Proven<'package', WantedPackage & { readonly bytes: Uint8Array }>

/** Who this gateway is: a bundle for anybody else is refused. */
export interface Identity {
  readonly network: Name
  readonly gateway: Name
}

/** What came of asking for news. */
export type Refreshed =
  /** One conditional GET said so, and the metadata on disk proves the target on its own. */
  | { readonly kind: 'unchanged'; readonly target: TrustedTarget }
  | { readonly kind: 'current'; readonly target: TrustedTarget }
