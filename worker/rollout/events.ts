import * as z from 'zod'
import type { Outcome } from '../../schema/wire/report.ts'
import { Candidate } from './candidate.ts'
import type { Person } from './person.ts'
import { Release } from './release.ts'
import type { Tunnels } from './standing.ts'
import { Asked } from './state.ts'
import type { DeploymentState, Steering } from './steering.ts'

/** Packets of one path inside a tunnel that were lost and not below it as well. */
export interface PathLoss {
  /** Tunnel and child. */
  readonly path: string
  readonly sent: number
  readonly lost: number
  /** The share that the same path lost before the release, from 0 to 1. */
  readonly before: number
  /** What its gateway puts the newest loss down to: foreign text. */
  readonly words: string | undefined
}

/** What a report says of loss. */
export interface LossNews {
  /** Milliseconds that it speaks of, up to now. */
  readonly span: number
  readonly paths: readonly PathLoss[]
}

/** A verified report, as far as a rollout cares; `now` is the control plane's clock, never the gateway's. */
export interface ReportedEvent {
  readonly kind: 'reported'
  readonly now: number
  readonly gateway: string
  readonly outcome: Outcome
  readonly bundle: string | undefined
  readonly inForce: string | undefined
  /** Number of the release that it speaks of. */
  readonly release: number | undefined
  readonly code: string
  readonly message: string
  readonly tunnels: Tunnels
  /** Names of tunnels that are down now, and of those among them that were up in the report before. */
  readonly down: readonly string[]
  readonly fell: readonly string[]
  /** Left out where nothing was measured or lost. */
  readonly loss?: LossNews | undefined
}

/** `now` is in milliseconds since 1970 everywhere. */
export type Event =
  /** The tip of the default branch compiles to this. `approvedBy`: everybody whose word for this very plan stands. */
  | {
      readonly kind: 'pushed'
      readonly now: number
      readonly candidate: Candidate
      readonly approvedBy: readonly Person[]
    }
  | {
      readonly kind: 'approved'
      readonly now: number
      readonly plan: string
      readonly approvedBy: readonly Person[]
    }
  /** The repository shows what was wanted in this round. */
  | { readonly kind: 'published'; readonly now: number; readonly round: number }
  /** Publishing was given up. */
  | { readonly kind: 'unpublishable'; readonly now: number; readonly round: number; readonly why: string }
  | ReportedEvent
  | { readonly kind: 'steered'; readonly now: number; readonly how: Steering; readonly by: Person }
  | { readonly kind: 'tick'; readonly now: number }

/** What the check **cygnet / rollout** on a commit should say. */
export const View = z.discriminatedUnion('kind', [
  /** `needed`: how many people have to approve it. */
  z.object({ kind: z.literal('waiting'), asked: Asked, needed: z.number().int() }),
  /** Approved, while the release with this number comes to rest. */
  z.object({ kind: z.literal('next'), asked: Asked, after: z.number().int() }),
  z.object({ kind: z.literal('release'), release: Release }),
  z.object({ kind: z.literal('unchanged'), commit: Candidate.shape.commit, release: Release }),
  /** A newer release has begun: nothing can be done to this one any more. */
  z.object({ kind: z.literal('past'), release: Release, by: z.string() }),
  /** Another commit took its place before it was begun. */
  z.object({ kind: z.literal('superseded'), plan: z.string(), by: z.string() }),
])
export type View = z.infer<typeof View>

/** What is to be done; each is safe to do twice, and late: publishing shows what is wanted by then. */
export type Effect =
  | { readonly kind: 'publish'; readonly round: number }
  | { readonly kind: 'show'; readonly commit: string; readonly view: View }
  /** What the deployment of a commit should say, in our own words. */
  | {
      readonly kind: 'deploy'
      readonly commit: string
      readonly release: number
      readonly plan: string
      readonly state: DeploymentState
      readonly words: string
    }

/** Where an event leads, and what is to be done. */
export type Step<State> = readonly [State, readonly Effect[]]
