import type { Journal, Released } from './journal.ts'
import { isKnownBad, rememberBad } from './known-bad.ts'
import { type Problem, problemKey } from './problem.ts'
import type { Effect, Event, State, Step } from './state.ts'
import type { TrustedTarget } from './trust/trusted.ts'

/**
 * The runner's whole behaviour: where an event leads from a state, and what is to be done. Total and pure: an event
 * that means nothing in a state changes nothing. `docs/runner-states.md` is its picture.
 */
export const step = (state: State, event: Event): Step => {
  if (state.at === 'idle') return fromIdle(state, event)
  if (state.at === 'polling') return fromPolling(state, event)
  if (state.at === 'verifying') return fromVerifying(state, event)
  if (state.at === 'staging') return fromStaging(state, event)
  if (state.at === 'preflight') return fromPreflight(state, event)
  if (state.at === 'armed') return fromArmed(state, event)
  if (state.at === 'applying') return fromApplying(state, event)
  if (state.at === 'probing') return fromProbing(state, event)
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
  if (event.is === 'due') return [{ at: 'polling', journal }, [{ do: 'refresh' }]]
  if (event.is !== 'interrupted') return stay(state)
  const { pending } = event
  const tried = { digest: pending.digest, release: pending.release }
  if (pending.phase === 'decided') return [{ at: 'committing', journal, tried }, [{ do: 'finish', pending }]]
  return [{ at: 'reverting', journal, tried, problem: event.problem }, [{ do: 'revert', tried }]]
}

const fromPolling = (state: At<'polling'>, event: Event): Step => {
  const { journal } = state
  if (event.is !== 'offered') return beforeAnything(state, event, undefined)
  const offered = releasedOf(event.target)
  if (isKnownBad(journal, offered)) return [idle(forgetSaid(journal)), []]
  if (journal.inForce?.digest !== offered.digest)
    return [{ at: 'verifying', journal, target: event.target }, [{ do: 'fetch', target: event.target }]]
  if (journal.inForce.release === offered.release) return [idle(forgetSaid(journal)), []]
  const renewed = { ...forgetSaid(journal), inForce: offered }
  return [
    idle(renewed),
    [
      { do: 'report', outcome: 'committed', about: offered, inForce: offered },
      { do: 'remember', journal: renewed },
    ],
  ]
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
    ? [{ at: 'committing', journal, tried: armed }, [{ do: 'decide', armed }]]
    : onItsWay(state, event, armed)
}

/** Before the gateway is touched: what is wrong is reported once, what is unavailable is tried again. */
const beforeAnything = (state: State, event: Event, about: Released | undefined): Step => {
  if (event.is === 'unavailable') return [idle(state.journal, event.problem), []]
  if (event.is === 'failed') return refuse(state.journal, about, event.problem, state.journal)
  return stay(state)
}

/** Genuine, but it does not fit this gateway: not tried again until it is released anew. */
const unfit = (state: At<'preflight'>, event: Event): Step => {
  if (event.is === 'unavailable') return [idle(state.journal, event.problem), []]
  if (event.is !== 'failed') return stay(state)
  return refuse(state.journal, state.staged, event.problem, rememberBad(state.journal, state.staged))
}

const refuse = (before: Journal, about: Released | undefined, why: Problem, after: Journal): Step => {
  const said = problemKey(why)
  const journal = { ...after, said }
  if (before.said === said && after === before) return [idle(before, why), []]
  const report: Effect = { do: 'report', outcome: 'refused', about, inForce: before.inForce, problem: why }
  return [idle(journal, why), [report, { do: 'remember', journal }]]
}

/** Armed or later, and not decided: whatever goes wrong takes the way back. */
const onItsWay = (state: State, event: Event, tried: Released): Step =>
  event.is === 'failed' || event.is === 'unavailable'
    ? [{ at: 'reverting', journal: state.journal, tried, problem: event.problem }, [{ do: 'revert', tried }]]
    : stay(state)

const fromCommitting = (state: At<'committing'>, event: Event): Step => {
  if (event.is === 'committed') {
    const inForce = { digest: event.committed.digest, release: event.committed.release }
    const { pending: _, ...rest } = forgetSaid(event.journal)
    const journal = { ...rest, inForce }
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
    const { pending: _, ...rest } = rememberBad(event.journal, state.tried)
    const journal = { ...rest, said: problemKey(state.problem) }
    return [
      idle(journal, state.problem),
      [
        {
          do: 'report',
          outcome: 'reverted',
          about: state.tried,
          inForce: journal.inForce,
          problem: state.problem,
        },
        { do: 'remember', journal },
      ],
    ]
  }
  // The journal still says armed: the next start, the timer or a reboot takes the way back.
  if (event.is === 'failed' || event.is === 'unavailable') return [idle(state.journal, event.problem), []]
  return stay(state)
}

const forgetSaid = (journal: Journal): Journal => {
  if (journal.said === undefined) return journal
  const { said: _, ...rest } = journal
  return rest
}
