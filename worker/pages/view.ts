import type { AuditEntry } from '../../schema/audit-chain.ts'
import type { MeasuredLoss } from '../../schema/wire/measured.ts'
import type { Drift } from '../../schema/wire/report.ts'
import type { GatewayLine } from '../health/gateway.ts'
import type { TunnelLine } from '../health/tunnel.ts'
import type { Release } from '../rollout/release.ts'
import type { Asked } from '../rollout/state.ts'
import type { PastRelease } from './release-history.ts'

/** What somebody wants to see of a network. */
export type Look =
  | { readonly kind: 'network' | 'gateways' | 'tunnels' | 'rollout' }
  | { readonly kind: 'gateway' | 'tunnel'; readonly name: string }
  /** Entries of the audit log before a number; the newest without one. */
  | { readonly kind: 'releases' | 'audit'; readonly before: number | undefined }

/** A loss, and the gateway that saw it. */
export interface SeenLoss extends MeasuredLoss {
  readonly gateway: string
}

/** What one end of a tunnel saw in one stretch of time, through all of it or below it. */
export interface HeatCell {
  readonly gateway: string
  readonly inside: boolean
  /** Its beginning, milliseconds since 1970. */
  readonly at: number
  readonly sent: number
  readonly lost: number
}

/** What there is to see: plain data, made in one place and drawn in another. */
export type View = { readonly network: string; readonly now: number } & (
  | NetworkView
  | {
      readonly kind: 'gateways'
      readonly gateways: readonly GatewayLine[]
      readonly tunnels: readonly TunnelLine[]
    }
  | GatewayView
  | { readonly kind: 'tunnels'; readonly tunnels: readonly TunnelLine[]; readonly drawn: boolean }
  | TunnelView
  | { readonly kind: 'rollout'; readonly release: Release | undefined; readonly pending: Pending }
  | {
      readonly kind: 'releases'
      readonly releases: readonly PastRelease[]
      readonly older: number | undefined
    }
  | AuditView
)

/** What is on its way to be a release. */
export interface Pending {
  /** Approved, and begins when the release has come to rest. */
  readonly next: Asked | undefined
  /** On the default branch and not approved by as many as it takes. */
  readonly waiting: (Asked & { readonly needed: number }) | undefined
}

export interface NetworkView {
  readonly kind: 'network'
  /** Of `drawLive`; undefined while it is not drawn, or where the network is too large. */
  readonly drawing: string | undefined
  /** False while nobody has drawn it yet. */
  readonly drawn: boolean
  readonly gateways: readonly GatewayLine[]
  readonly tunnels: readonly TunnelLine[]
  readonly release: Release | undefined
  readonly pending: Pending
  readonly losses: readonly SeenLoss[]
}

export interface GatewayView {
  readonly kind: 'gateway'
  readonly gateway: GatewayLine
  readonly drift: Drift | undefined
  readonly tunnels: readonly TunnelLine[]
  readonly losses: readonly SeenLoss[]
}

export interface TunnelView {
  readonly kind: 'tunnel'
  readonly tunnel: TunnelLine
  /** In stretches of five minutes, and of an hour. */
  readonly day: readonly HeatCell[]
  readonly week: readonly HeatCell[]
  readonly losses: readonly SeenLoss[]
}

export interface AuditView {
  readonly kind: 'audit'
  /** The newest first. */
  readonly entries: readonly AuditEntry[]
  /** What to ask for to see what came before; undefined at the beginning. */
  readonly older: number | undefined
}
