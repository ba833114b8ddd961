import type { AuditEntry } from '../../schema/audit-chain.ts'
import type { Drift } from '../../schema/wire/drifted.ts'
import type { MeasuredLoss } from '../../schema/wire/measured.ts'
import type { GatewayLine } from '../health/gateway.ts'
import type { TunnelLine, TunnelsUp } from '../health/tunnel.ts'
import type { Release } from '../rollout/release.ts'
import type { Asked } from '../rollout/state.ts'
import type { PastRelease } from './release-history.ts'
import type { Sheet } from './sheet.ts'

/** What somebody wants to see of a network. */
export type Look =
  | { readonly kind: 'network' | 'rollout' }
  /** Pages count from 1; what is beyond the last is the last. */
  | { readonly kind: 'gateways'; readonly page: number }
  | { readonly kind: 'tunnels'; readonly page: number; readonly gateway: string | undefined }
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
  | GatewaysView
  | GatewayView
  | TunnelsView
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

export interface GatewaysView {
  readonly kind: 'gateways'
  readonly sheet: Sheet<GatewayLine & { readonly tunnels: TunnelsUp | undefined }>
}

export interface TunnelsView {
  readonly kind: 'tunnels'
  /** Whose tunnels these are; undefined for those of everybody. */
  readonly gateway: string | undefined
  readonly sheet: Sheet<TunnelLine>
  readonly drawn: boolean
}

export interface NetworkView {
  readonly kind: 'network'
  /** Of `drawLive`; undefined while it is not drawn, or where the network is too large. */
  readonly drawing: string | undefined
  /** False while nobody has drawn it yet. */
  readonly drawn: boolean
  readonly gateways: readonly GatewayLine[]
  readonly tunnels: readonly Pick<TunnelLine, 'name' | 'health' | 'echo'>[]
  readonly release: Release | undefined
  readonly pending: Pending
  readonly losses: readonly SeenLoss[]
}

export interface GatewayView {
  readonly kind: 'gateway'
  readonly gateway: GatewayLine
  readonly drift: Drift | undefined
  /** The first page of them: the rest is on the page of tunnels. */
  readonly tunnels: Sheet<TunnelLine>
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
