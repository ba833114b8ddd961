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
  switch (state.at) {
    case 'idle':
      return fromIdle(state, event)
    case 'polling':
      return fromPolling(state, event)
    case 'verifying':
      if (event.is === 'trusted')
        return [
          { at: 'staging', journal: state.journal, offered: releasedOf(state.target) },
          [{ do: 'stage', bundle: event.bundle }],
        ]
      return beforeAnything(state, event, releasedOf(state.target))
    case 'staging':
      if (event.is === 'staged')
        return [
          { at: 'preflight', journal: state.journal, staged: event.staged },
          [{ do: 'preflight', staged: event.staged }],
        ]
      return beforeAnything(state, event, state.offered)
    case 'preflight':
      if (event.is === 'passed')
        return [
          { at: 'armed', journal: state.journal, staged: state.staged },
          [{ do: 'arm', staged: state.staged }],
        ]
      return unfit(state, event)
    case 'armed':
      if (event.is === 'armed')
        return [
          { at: 'applying', journal: event.journal, armed: event.armed },
          [{ do: 'apply', armed: event.armed }],
        ]
      return onItsWay(state, event, state.staged)
    case 'applying':
      if (event.is === 'applied') return [{ ...state, at: 'probing' }, [{ do: 'probe', armed: state.armed }]]
      return onItsWay(state, event, state.armed)
    case 'probing':
      if (event.is === 'healthy')
        return [
          { at: 'committing', journal: state.journal, tried: state.armed },
          [{ do: 'decide', armed: state.armed }],
        ]
      return onItsWay(state, event, state.armed)
    case 'committing':
      return fromCommitting(state, event)
    case 'reverting':
      return fromReverting(state, event)
  }
}

const idle = (journal: Journal, trouble?: Problem): State =>
  trouble === undefined ? { at: 'idle', journal } : { at: 'idle', journal, trouble }

const stay = (state: State): Step => [state, []]

const releasedOf = (target: TrustedTarget): Released => ({
  digest: target.digest,
  release: target.custom.release,
})

const fromIdle = (state: Extract<State, { at: 'idle' }>, event: Event): Step => {
  const { journal } = state
  if (event.is === 'due') return [{ at: 'polling', journal }, [{ do: 'refresh' }]]
  if (event.is !== 'interrupted') return stay(state)
  const { pending } = event
  const tried = { digest: pending.digest, release: pending.release }
  if (pending.phase === 'decided') return [{ at: 'committing', journal, tried }, [{ do: 'finish', pending }]]
  return [{ at: 'reverting', journal, tried, problem: event.problem }, [{ do: 'revert', tried }]]
}

const fromPolling = (state: Extract<State, { at: 'polling' }>, event: Event): Step => {
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

/** Before the gateway is touched: what is wrong is reported once, what is unavailable is tried again. */
const beforeAnything = (state: State, event: Event, about: Released | undefined): Step => {
  if (event.is === 'unavailable') return [idle(state.journal, event.problem), []]
  if (event.is === 'failed') return refuse(state.journal, about, event.problem, state.journal)
  return stay(state)
}

/** Genuine, but it does not fit this gateway: not tried again until it is released anew. */
const unfit = (state: Extract<State, { at: 'preflight' }>, event: Event): Step => {
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

const fromCommitting = (state: Extract<State, { at: 'committing' }>, event: Event): Step => {
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

const fromReverting = (state: Extract<State, { at: 'reverting' }>, event: Event): Step => {
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
