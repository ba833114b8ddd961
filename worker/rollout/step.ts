import { approved, pushed } from './ask.ts'
import { effectsBetween } from './effects.ts'
import type { Effect, Event, Step } from './events.ts'
import { nextMoment } from './next-moment.ts'
import { published, unpublishable } from './publication.ts'
import { reported } from './report.ts'
import { settle } from './settle.ts'
import type { Rollout } from './state.ts'
import { steered } from './steer.ts'

/**
 * The rollout of one network: total, without I/O, without a clock. What it wants done comes back as effects, each safe
 * to do twice. It starts a plan only on approvals of exactly that plan. `docs/rollout-states.md` is its picture.
 */
export const step = (rollout: Rollout, event: Event): Step<Rollout> => {
  const [first, own] = take(rollout, event)
  if (first === rollout && isSettled(rollout, event.now)) return [rollout, own]
  const effects = [...own, ...effectsBetween(rollout, first)]
  let state = first
  // Ends: every turn gives, settles or ends something that none before it could.
  for (let next = settle(state, event.now); next !== state; next = settle(state, event.now)) {
    effects.push(...effectsBetween(state, next))
    state = next
  }
  settled.add(state)
  return [state, newest(effects)]
}

/** States from which nothing followed when they came about: nothing does before their next moment either. */
const settled = new WeakSet<Rollout>()

const isSettled = (rollout: Rollout, now: number): boolean =>
  settled.has(rollout) && now < (nextMoment(rollout) ?? Number.POSITIVE_INFINITY)

const take = (rollout: Rollout, event: Event): Step<Rollout> => {
  switch (event.kind) {
    case 'pushed':
      return pushed(rollout, event.candidate, event.approvedBy)
    case 'approved':
      return [approved(rollout, event.plan, event.approvedBy), []]
    case 'published':
      return [published(rollout, event.round, event.now), []]
    case 'unpublishable':
      return [unpublishable(rollout, event.round, event.why, event.now), []]
    case 'reported':
      return [reported(rollout, event), []]
    case 'steered':
      return [steered(rollout, event.how, event.by, event.now), []]
    case 'tick':
      return [rollout, []]
    default:
      return event satisfies never
  }
}

/** Of several words about the same thing only the last is worth saying. */
const newest = (effects: readonly Effect[]): Effect[] => {
  const last = new Map(effects.map(effect => [subjectOf(effect), effect]))
  return [...last.values()]
}

const subjectOf = (effect: Effect): string =>
  effect.kind === 'publish' ? effect.kind : `${effect.kind} ${effect.commit}`
