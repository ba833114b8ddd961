import type { Bundle } from '../../schema/wire/bundle.ts'
import { agree } from './agreement.ts'
import { type EndChange, endChange } from './end-change.ts'
import { type End, endsOf } from './tunnel-end.ts'

/** What happens to the traffic of one tunnel. */
export type Effect =
  /** Nothing that concerns it changes. */
  | { readonly kind: 'untouched' }
  /** Something changes and not one packet is lost. */
  | { readonly kind: 'hitless' }
  /** Packets are lost for about this many seconds. */
  | { readonly kind: 'blinks'; readonly seconds: number }
  | { readonly kind: 'new' }
  | { readonly kind: 'ends' }

export interface TunnelChange {
  readonly tunnel: string
  /** Sorted. */
  readonly gateways: readonly string[]
  readonly effect: Effect
  /** In words; values stand between backticks. */
  readonly why: readonly string[]
}

/** From closing an IKE SA to the CHILD SA of the one that replaces it: two exchanges and the kernel's part. */
const HANDSHAKE = 2
/** One gateway's apply, beside the wait for its next poll. */
const APPLY = 5
/** networkd takes the interface down and up again. */
const INTERFACE = 5
/** One service stops, the other starts and loads what it is given. */
const DAEMON = 5

/** What happens to every tunnel that either list of bundles knows, sorted by name. */
export const tunnelChanges = (before: readonly Bundle[], after: readonly Bundle[]): TunnelChange[] => {
  const [old, fresh] = [endsOf(before), endsOf(after)]
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort()
  return names.map(tunnel => tunnelChange(tunnel, old.get(tunnel) ?? [], fresh.get(tunnel) ?? []))
}

const tunnelChange = (tunnel: string, was: readonly End[], is: readonly End[]): TunnelChange => {
  const gateways = [...new Set([...was, ...is].map(({ gateway }) => gateway))].sort()
  if (was.length === 0) return { tunnel, gateways, effect: { kind: 'new' }, why: whyNew(is) }
  if (is.length === 0)
    return {
      tunnel,
      gateways,
      effect: { kind: 'ends' },
      why: ['nobody has it any more, so its SAs are closed'],
    }
  const changes = is.flatMap(end => {
    const old = was.find(({ gateway }) => gateway === end.gateway)
    return old === undefined ? [] : endChange(old, end)
  })
  return {
    tunnel,
    gateways,
    effect: effectOf(changes, was, is),
    why: [...new Set(changes.flatMap(({ why }) => why))],
  }
}

const whyNew = (ends: readonly End[]): string[] => {
  const children = ends[0]?.children.size ?? 0
  return [`${children} pair${children === 1 ? '' : 's'} of networks`]
}

const effectOf = (changes: readonly EndChange[], was: readonly End[], is: readonly End[]): Effect => {
  if (changes.length === 0) return { kind: 'untouched' }
  const restarted = changes.some(({ restarts }) => restarts)
  const interfaces = changes.some(({ interfaceChanges }) => interfaceChanges) ? INTERFACE : 0
  const daemons = changes.some(({ daemonChanges }) => daemonChanges) ? DAEMON : 0
  if (!restarted && interfaces === 0) return { kind: 'hitless' }
  // With only one end changed, the two cannot agree: it lasts until the slower one has asked for news and applied.
  const apart = restarted && !agree(was, is) ? Math.max(...is.map(({ every }) => every)) + APPLY : 0
  return { kind: 'blinks', seconds: (restarted ? HANDSHAKE : 0) + interfaces + daemons + apart }
}
