import type { Digest, Name } from '../../schema/wire/names.ts'
import type { Steering } from '../rollout/steering.ts'

/** What operators ask of a network; who may is looked up each time. */
export type Ask =
  | { readonly kind: 'issue-token'; readonly gateway: Name }
  | { readonly kind: 'approve'; readonly plan: Digest }
  /** Whether this operator may publish this package of the runner; who does, is in the audit log. */
  | { readonly kind: 'admit-package'; readonly sha256: Digest }
  /** What may be done to the newest release; whoever may approve may steer. */
  | { readonly kind: Exclude<Steering, 'roll-back'> }
  /** The release is named, so that a newer one is never taken back by mistake. */
  | { readonly kind: 'roll-back'; readonly release: number }
  | { readonly kind: 'status' }
  /** How the control plane was set up, for who looks for a mistake. */
  | { readonly kind: 'examine' }
  /** The entries of the audit log that follow one. */
  | { readonly kind: 'audit'; readonly after: number }
