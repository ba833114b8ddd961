import { type Problem, problemKey } from '../problem.ts'
import type { TrustedTarget } from '../trust/trusted.ts'
import { judged, pausedUntil } from './interrupted.ts'
import type { Journal, Released, Tried, Verdict } from './journal.ts'
import { isHeldBack, withInForce } from './kept.ts'
import { isKnownBad, rememberBad } from './known-bad.ts'
import type { Effect, Event, State, Step } from './state.ts'

/**
 * The runner's whole behaviour: where an event leads from a state, and what is to be done. Total and pure: an event
 * that means nothing in a state changes nothing. `docs/runner-states.md` is its picture.
 */
export const step = (state: State, event: Event): Step => {
  if (state.at === 'idle') return fromIdle(state, event)
  if (state.at === 'polling') return fromPolling(state, event)
  if (state.at === 'scheduling') return fromScheduling(state, event)
  if (state.at === 'verifying') return fromVerifying(state, event)
  if (state.at === 'staging') return fromStaging(state, event)
  if (state.at === 'preflight') return fromPreflight(state, event)
  if (state.at === 'armed') return fromArmed(state, event)
  if (state.at === 'applying') return fromApplying(state, event)
  if (state.at === 'probing') return fromProbing(state, event)
  if (state.at === 'deciding') return fromDeciding(state, event)
  if (state.at === 'committing') return fromCommitting(state, event)
  return fromReverting(state, event)
}

/** A state by its name. */
type At<Name extends State['at']> = Extract<State, { at: Name }>

const idle = (journal: Journal, trouble?: Problem): State =>
  trouble === undefined ? { at: 'idle', journal } : { at: 'idle', journal, trouble }

const stay = (state: State): Step => [state, []]

const releasedOf = (target: TrustedTarget): Released => ({
  digest: target.digest,
  release: target.custom.release,
})

const fromIdle = (state: At<'idle'>, event: Event): Step => {
  const { journal } = state
  if (event.is === 'due') {
    const { hurry, patient } = event
    return [
      { at: 'polling', journal, ...(hurry && { hurry }), ...(patient && { patient }) },
      [{ do: 'refresh' }],
    ]
  }
  if (event.is === 'wanted-back')
    return [{ at: 'staging', journal, offered: event.kept }, [{ do: 'restage', kept: event.kept }]]
  if (event.is !== 'interrupted') return stay(state)
  const { pending, verdict } = event
  if (pending.phase === 'decided') return [{ at: 'committing', journal }, [{ do: 'finish', pending }]]
  const { digest, release, rollback } = pending
  return goBack(journal, { digest, release, ...(rollback && { rollback }) }, pending.verdict ?? verdict)
}

const fromPolling = (state: At<'polling'>, event: Event): Step => {
  const { journal, hurry, patient } = state
  if (event.is === 'unreleased') return awaitFirst(journal, event.problem)
  if (event.is !== 'offered') return beforeAnything(state, event, undefined)
  const { target } = event
  const offered = releasedOf(target)
  if (isKnownBad(journal, offered)) return quietly(journal)
  if (journal.inForce?.digest === offered.digest) return again(journal, journal.inForce, offered)
  if (isHeldBack(journal, offered)) return atRest(journal)
  if (journal.paused !== undefined) return wait(journal, offered, undefined)
  const until = patient && pausedUntil(journal, offered, patient)
  if (until !== undefined) return wait(journal, offered, until)
  if (journal.inForce === undefined || hurry === true) return fetch(journal, target)
  return [{ at: 'scheduling', journal, target }, [{ do: 'schedule' }]]
}

/** Before its first release a gateway asks at its usual pace. One that had a release is no longer where it was. */
const awaitFirst = (journal: Journal, why: Problem): Step => {
  if (journal.inForce !== undefined) return refuse(journal, undefined, why, journal)
  if (journal.unreleased === true && journal.said === undefined) return [idle(journal), []]
  const next: Journal = { ...settled(journal), unreleased: true }
  return [idle(next), [{ do: 'remember', journal: next }]]
}

/** What is in force, under the number that is known or under a newer one. */
const again = (journal: Journal, inForce: Released, offered: Released): Step => {
  if (offered.release <= inForce.release) return atRest(journal)
  const { rolledBack: _, ...rest } = settled(journal)
  const renewed = { ...rest, inForce: offered }
  return [
    idle(renewed),
    [
      { do: 'report', outcome: 'committed', about: offered, inForce: offered },
      { do: 'remember', journal: renewed },
    ],
  ]
}

const fetch = (journal: Journal, target: TrustedTarget): Step => [
  { at: 'verifying', journal: withoutWaiting(journal), target },
  [{ do: 'fetch', target }],
]

const fromScheduling = (state: At<'scheduling'>, event: Event): Step => {
  const { journal, target } = state
  if (event.is === 'open') return fetch(journal, target)
  if (event.is === 'closed') return wait(journal, releasedOf(target), event.until)
  return beforeAnything(state, event, releasedOf(target))
}

/** Offered and not applied yet: written down when it is news. */
const wait = (journal: Journal, offered: Released, until: Date | undefined): Step => {
  const waiting = { ...offered, ...(until && { until: until.toISOString() }) }
  const was = journal.waiting
  const known =
    was?.digest === offered.digest && was.release === offered.release && was.until === waiting.until
  if (known && journal.said === undefined) return [idle(journal), []]
  const next = { ...settled(journal), waiting }
  return [idle(next), [{ do: 'remember', journal: next }]]
}

/** Nothing to do. A problem that was said is over, and whoever heard of it hears that too. */
const atRest = (journal: Journal): Step => {
  const [state, effects] = quietly(journal)
  const { inForce, said } = journal
  if (said === undefined) return [state, effects]
  return [state, [{ do: 'report', outcome: 'unchanged', about: inForce, inForce }, ...effects]]
}

/** Nothing to do, and nothing to say: of a bundle that failed here the last word stands. */
const quietly = (journal: Journal): Step => {
  const next = settled(journal)
  return [idle(next), next === journal ? [] : [{ do: 'remember', journal: next }]]
}

const fromVerifying = (state: At<'verifying'>, event: Event): Step => {
  const offered = releasedOf(state.target)
  if (event.is !== 'trusted') return beforeAnything(state, event, offered)
  return [{ at: 'staging', journal: state.journal, offered }, [{ do: 'stage', bundle: event.bundle }]]
}

const fromStaging = (state: At<'staging'>, event: Event): Step => {
  if (event.is !== 'staged') return beforeAnything(state, event, state.offered)
  const { staged } = event
  return [{ at: 'preflight', journal: state.journal, staged }, [{ do: 'preflight', staged }]]
}

const fromPreflight = (state: At<'preflight'>, event: Event): Step => {
  const { journal, staged } = state
  return event.is === 'passed'
    ? [{ at: 'armed', journal, staged }, [{ do: 'arm', staged }]]
    : unfit(state, event)
}

const fromArmed = (state: At<'armed'>, event: Event): Step => {
  if (event.is !== 'armed') return onItsWay(state, event, state.staged)
  const { journal, armed } = event
  return [{ at: 'applying', journal, armed }, [{ do: 'apply', armed }]]
}

const fromApplying = (state: At<'applying'>, event: Event): Step => {
  const { journal, armed } = state
  return event.is === 'applied'
    ? [{ at: 'probing', journal, armed }, [{ do: 'probe', armed }]]
    : onItsWay(state, event, armed)
}

const fromProbing = (state: At<'probing'>, event: Event): Step => {
  const { journal, armed } = state
  return event.is === 'healthy'
    ? [{ at: 'deciding', journal, armed }, [{ do: 'decide', armed }]]
    : onItsWay(state, event, armed)
}

/** Before the gateway is touched all is tried again: what is wrong, or what this host lacks, is reported once. */
const beforeAnything = (state: State, event: Event, about: Released | undefined): Step => {
  const { journal } = state
  if (event.is === 'failed') return refuse(journal, about, event.problem, journal)
  if (event.is !== 'unavailable') return stay(state)
  return event.blame === 'host'
    ? refuse(journal, about, event.problem, journal)
    : [idle(journal, event.problem), []]
}

/** Genuine, but it does not fit this gateway: not tried again until it is released anew, unless it is the gateway that must be mended. */
const unfit = (state: At<'preflight'>, event: Event): Step => {
  const { journal, staged } = state
  if (event.is === 'failed')
    return refuse(journal, staged, event.problem, rememberBad(journal, staged, event.problem))
  if (event.is !== 'unavailable') return stay(state)
  if (event.blame === 'host') return refuse(journal, staged, event.problem, journal)
  if (event.suspectAt === undefined) return putOff(journal, event.problem)
  const verdict = { blame: event.blame, ...event.problem }
  const { journal: after, said } = judged(journal, staged, verdict, event.suspectAt)
  return refuse(journal, staged, said, after)
}

/** Nothing is wrong with the bundle: it is tried again, and what it waits for is said once. */
const putOff = (journal: Journal, why: Problem): Step => {
  const said = problemKey(why)
  if (journal.said === said) return [idle(journal, why), []]
  const { inForce } = journal
  const next = { ...journal, said }
  const report: Effect = { do: 'report', outcome: 'unchanged', about: inForce, inForce, problem: why }
  return [idle(next, why), [report, { do: 'remember', journal: next }]]
}

const refuse = (before: Journal, about: Released | undefined, why: Problem, after: Journal): Step => {
  const said = problemKey(why)
  const journal = { ...after, said }
  if (before.said === said && after === before) return [idle(before, why), []]
  const report: Effect = { do: 'report', outcome: 'refused', about, inForce: before.inForce, problem: why }
  return [idle(journal, why), [report, { do: 'remember', journal }]]
}

/** Armed or later, and not decided: whatever goes wrong takes the way back. */
const onItsWay = (state: State, event: Event, tried: Tried): Step => {
  if (event.is === 'failed') return goBack(state.journal, tried, { ...event.problem, blame: 'bundle' })
  if (event.is === 'unavailable')
    return goBack(state.journal, tried, { ...event.problem, blame: event.blame })
  return stay(state)
}

/** Why is written down first: a death on the way back must not turn a bundle that failed into one that had no chance. */
const goBack = (journal: Journal, tried: Tried, verdict: Verdict): Step => {
  const { pending } = journal
  if (pending === undefined || pending.verdict !== undefined)
    return [{ at: 'reverting', journal, tried, verdict }, [{ do: 'revert', tried }]]
  const next = { ...journal, pending: { ...pending, verdict } }
  return [
    { at: 'reverting', journal: next, tried, verdict },
    [
      { do: 'remember', journal: next },
      { do: 'revert', tried },
    ],
  ]
}

const fromDeciding = (state: At<'deciding'>, event: Event): Step => {
  const { journal, armed } = state
  if (event.is === 'decided')
    return [{ at: 'committing', journal: event.journal }, [{ do: 'finish', pending: event.pending }]]
  if (event.is === 'undecided') return goBack(journal, armed, { ...event.problem, blame: 'host' })
  // Nobody knows whether it was decided: the next start goes by what stands on the disk.
  if (event.is === 'failed' || event.is === 'unavailable') return [idle(journal, event.problem), []]
  return stay(state)
}

const fromCommitting = (state: At<'committing'>, event: Event): Step => {
  if (event.is === 'committed') {
    const inForce = { digest: event.committed.digest, release: event.committed.release }
    const journal = withInForce(settled(event.journal), inForce)
    return [
      idle(journal),
      [
        { do: 'report', outcome: 'committed', about: inForce, inForce },
        { do: 'remember', journal },
      ],
    ]
  }
  // After the decision nothing goes back: what could not be written is written at the next start.
  if (event.is === 'failed' || event.is === 'unavailable') return [idle(state.journal, event.problem), []]
  return stay(state)
}

const fromReverting = (state: At<'reverting'>, event: Event): Step => {
  if (event.is === 'reverted') {
    const { tried, verdict } = state
    const { pending: _, ...left } = withoutWaiting(event.journal)
    const { journal: rest, said: problem } = judged(left, tried, verdict, event.now)
    const journal = { ...rest, said: problemKey(problem) }
    const { digest, release } = tried
    const about = { digest, release }
    return [
      idle(journal, problem),
      [
        { do: 'report', outcome: 'reverted', about, inForce: journal.inForce, problem },
        { do: 'remember', journal },
      ],
    ]
  }
  // The journal still says armed: the next start, the timer or a reboot takes the way back.
  if (event.is === 'failed' || event.is === 'unavailable') return [idle(state.journal, event.problem), []]
  return stay(state)
}

/** Without the problem that was said last and without what was waited for: both are over. The same journal when it had neither. */
const settled = (journal: Journal): Journal => {
  if (journal.said === undefined) return withoutWaiting(journal)
  const { said: _, ...rest } = withoutWaiting(journal)
  return rest
}

/** Without a release that waits, or the first one that was waited for. */
const withoutWaiting = (journal: Journal): Journal => {
  if (journal.waiting === undefined && journal.unreleased === undefined) return journal
  const { waiting: _, unreleased: __, ...rest } = journal
  return rest
}
