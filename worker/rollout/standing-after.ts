import { WAITS } from '../../schema/wire/report.ts'
import type { ReportedEvent } from './events.ts'
import { HELD_BY_A_PERSON } from './patience.ts'
import type { At, Standing, Trouble, Tunnels } from './standing.ts'

/** What a gateway was told, when a report of it comes. */
export interface Order {
  /** The bundle of the release. */
  readonly target: string
  /** What it goes back to; undefined where it had nothing. */
  readonly base: string | undefined
  /** The number under which it was told last. */
  readonly number: number
  /** Round of the newest publication. */
  readonly round: number
}

/** More names than anybody reads. */
const NAMED = 20

/** Where a gateway stands after a report; the same standing when the report is no news. */
export const standingAfter = (standing: Standing, order: Order, event: ReportedEvent): Standing => {
  switch (standing.kind) {
    case 'queued':
      return standing
    case 'pending':
    case 'failed':
    case 'committed':
      return onTheWay(standing, order, event)
    case 'returning':
    case 'returned':
    case 'astray':
      return onTheWayBack(standing, order, event)
    default:
      return standing satisfies never
  }
}

const onTheWay = (
  standing: At<'pending' | 'failed' | 'committed'>,
  order: Order,
  event: ReportedEvent,
): Standing => {
  if (failedWith(order.target, order, event)) {
    const { code, message, now: at, tunnels, outcome } = event
    const kind = outcome === 'reverted' ? 'reverted' : 'refused'
    return { kind: 'failed', trouble: { kind, code, message, at }, tunnels }
  }
  if (event.inForce === order.target) return committed(standing, event)
  if (standing.kind === 'committed' && event.inForce !== undefined) return left(event)
  return standing.kind === 'pending' ? waitingOrNot(standing, event) : standing
}

/** It speaks of this bundle, and not of an earlier time that it was told it. */
const failedWith = (bundle: string, { number }: Order, event: ReportedEvent): boolean =>
  (event.outcome === 'reverted' || event.outcome === 'refused') &&
  event.bundle === bundle &&
  (event.release ?? number) >= number

const committed = (standing: Standing, { now, tunnels, down, fell }: ReportedEvent): Standing => {
  const before = standing.kind === 'committed' ? standing : undefined
  const still = before?.lost?.tunnels.filter(name => down.includes(name)) ?? []
  const names = [...new Set([...still, ...fell])].slice(0, NAMED)
  const since = still.length > 0 ? (before?.lost?.since ?? now) : now
  const at = before?.at ?? now
  if (names.length === 0 && before?.lost === undefined && isSame(before?.tunnels, tunnels))
    return before ?? standing
  return {
    kind: 'committed',
    at,
    tunnels,
    ...(names.length > 0 && { lost: { tunnels: names, since } }),
    ...(before?.dropped && { dropped: before.dropped }),
  }
}

const isSame = (was: Tunnels | undefined, is: Tunnels): boolean =>
  was?.up === is.up && was.trap === is.trap && was.down === is.down

const left = ({ now: at, code, message, tunnels }: ReportedEvent): Standing => {
  const said = message === '' ? { code: 'left', message: 'it runs another bundle again' } : { code, message }
  return { kind: 'failed', trouble: { kind: 'left', ...said, at }, tunnels }
}

/** A gateway that has not done what it was told says why it waits, or no longer does. */
const waitingOrNot = (
  standing: At<'pending' | 'returning'>,
  { outcome, code, message, now }: ReportedEvent,
): Standing => {
  if (outcome === 'reverted' || outcome === 'refused') return standing
  if (!WAITS.some(known => known === code)) {
    if (standing.waits === undefined) return standing
    return nothingToWaitFor(standing, standing.waits, now)
  }
  const { waits, since, waited } = standing
  if (waits?.code === code && waits.message === message) return standing
  const gone = waits === undefined && since !== undefined ? now - since : waits?.gone
  const before = waits === undefined || HELD_BY_A_PERSON.includes(waits.code) ? waited : waits.since
  return {
    ...standing,
    waits: { code, message, since: before ?? now, ...(gone !== undefined && { gone }) },
  }
}

/** While it had a reason to say nothing its patience stood still, and goes on from there: it does not begin anew. */
const nothingToWaitFor = (
  standing: At<'pending' | 'returning'>,
  { code, since, gone = 0 }: NonNullable<At<'pending'>['waits']>,
  now: number,
): Standing => {
  const { waits: _, waited: __, ...rest } = standing
  // Who goes back is given no time for reasons.
  const goesOn = rest.kind === 'pending' && rest.since !== undefined ? { since: now - gone } : {}
  return { ...rest, ...goesOn, ...(!HELD_BY_A_PERSON.includes(code) && { waited: since }) }
}

const isDoneWith = (target: string, { bundle, inForce, code }: ReportedEvent): boolean =>
  bundle === target || inForce === target || WAITS.some(known => known === code)

/** Only a report that knows of the order proves that it was followed. */
const onTheWayBack = (
  standing: At<'returning' | 'returned' | 'astray'>,
  order: Order,
  event: ReportedEvent,
): Standing => {
  const { now: at, outcome } = event
  const trouble: { trouble?: Trouble } = standing.trouble === undefined ? {} : { trouble: standing.trouble }
  const isSaid = outcome === 'committed' || outcome === 'unchanged'
  if (isSaid && order.base !== undefined && event.inForce === order.base) {
    if (standing.kind === 'returned' || (event.release ?? 0) < order.number) return standing
    return { kind: 'returned', at, ...trouble }
  }
  // It had nothing: whatever it says of what it was told means that it is no longer in the middle of it.
  if (order.base === undefined && standing.kind !== 'returned' && isDoneWith(order.target, event))
    return { kind: 'returned', at, ...trouble }
  if (order.base !== undefined && failedWith(order.base, order, event)) {
    const { code, message } = event
    return { kind: 'astray', at, why: { code, message }, ...trouble }
  }
  // It had begun before it heard that it should not.
  if (standing.kind === 'returned' && order.base !== undefined && event.inForce === order.target)
    return { kind: 'returning', round: order.round, since: at, ...trouble }
  return standing.kind === 'returning' ? waitingOrNot(standing, event) : standing
}
