import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { TrustedBundle } from '../trust/trusted.ts'
import type { Before, Released } from './journal.ts'

declare const stage: unique symbol

/** A bundle of this gateway, its digest and the release that brought it. */
export interface Generation extends Released {
  readonly bundle: Bundle
  /** A person at this gateway asked to go back to it. */
  readonly rollback?: true
}

/** A moment by the clock on the wall, which somebody may set meanwhile, and by the one that nobody sets (`Clock`). */
export interface Deadline {
  readonly at: Date
  readonly elapsed: number
}

/** On this gateway's disk, byte for byte what was trusted. */
export type StagedGeneration = Generation & { readonly [stage]: 'staged' }

/** The way back is on disk and a timer outside the runner will take it. `before` is what must still work after. */
export type ArmedGeneration = Generation & {
  readonly before: Before
  /** When the timer fires. */
  readonly until: Deadline
  readonly [stage]: 'armed'
}

/** In force: decided in the journal, its files in place. */
export type CommittedGeneration = Generation & { readonly [stage]: 'committed' }

/** Makes a staged generation from a trusted bundle whose bytes were written and read back. */
export const stagedFrom = (trusted: TrustedBundle): StagedGeneration =>
  ({
    bundle: trusted.bundle,
    digest: trusted.digest,
    release: trusted.custom.release,
  }) as StagedGeneration

/** Makes a staged generation of one that was in force here before, once its bytes were read back and fit its digest. */
export const restagedFrom = (bundle: Bundle, { digest, release }: Released): StagedGeneration =>
  ({ bundle, digest, release, rollback: true }) as StagedGeneration

/** The only maker of an armed generation: call it after the journal says so and the timer runs. */
export const armedFrom = (staged: StagedGeneration, before: Before, until: Deadline): ArmedGeneration =>
  ({ ...staged, before, until }) as unknown as ArmedGeneration

/** The only maker of a committed generation: call it after the decision and every file are on disk. */
export const committedFrom = ({ bundle, digest, release }: Generation): CommittedGeneration =>
  ({ bundle, digest, release }) as CommittedGeneration
