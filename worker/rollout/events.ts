import * as z from 'zod'
import type { Outcome } from '../../schema/wire/report.ts'
import { Candidate, Release, type Tunnels } from './state.ts'

/** A verified report, as far as a rollout cares; `now` is the control plane's clock, never the gateway's. */
export interface ReportedEvent {
  readonly kind: 'reported'
  readonly now: number
  readonly gateway: string
  readonly outcome: Outcome
  readonly bundle: string | undefined
  readonly inForce: string | undefined
  readonly code: string
  readonly message: string
  readonly tunnels: Tunnels
}

export type Event =
  /** The tip of the default branch compiles to this. `approvedBy` only with a standing approval of this very plan. */
  | { readonly kind: 'pushed'; readonly candidate: Candidate; readonly approvedBy: string | undefined }
  | { readonly kind: 'approved'; readonly plan: string; readonly by: string }
  | { readonly kind: 'published'; readonly release: number; readonly now: number }
  /** Publishing was given up. */
  | { readonly kind: 'unpublishable'; readonly release: number; readonly why: string }
  | ReportedEvent
  | { readonly kind: 'tick'; readonly now: number }

/** What the check **cygnet / rollout** on a commit should say. */
export const View = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting'), candidate: Candidate }),
  z.object({ kind: z.literal('release'), release: Release }),
  z.object({ kind: z.literal('unchanged'), release: Release }),
  /** Another commit took its place before its own plan was done. */
  z.object({ kind: z.literal('superseded'), plan: z.string(), by: z.string() }),
])
export type View = z.infer<typeof View>

export type Effect =
  | { readonly kind: 'publish'; readonly release: number; readonly wave: number }
  | { readonly kind: 'show'; readonly commit: string; readonly view: View }
