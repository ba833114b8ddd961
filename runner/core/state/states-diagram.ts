import type { Effect, Event, State } from './state.ts'
import { events, states } from './state-examples.ts'
import { step } from './step.ts'

/** The picture of the state machine, made from what `step` really does. `npm run generate` writes it to docs/. */
export const statesDiagram = (): string =>
  [
    '# The states of the runner',
    '',
    'Generated from `runner/core/state/step.ts`; a test compares. An arrow says the event, and after the slash what is done.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> idle',
    ...transitions(),
    '```',
    '',
  ].join('\n')

const transitions = (): string[] => [...new Set(states.flatMap(arrowsFrom))]

const arrowsFrom = (state: State): string[] =>
  events.flatMap(event => {
    const [to, effects] = step(state, event)
    if (to.at === state.at && effects.length === 0) return []
    return [`  ${state.at} --> ${to.at}: ${eventName(state, event)}${done(effects)}`]
  })

const eventName = (state: State, event: Event): string => {
  if (event.is === 'interrupted') return `interrupted, ${event.pending.phase}`
  if (event.is !== 'unavailable') return event.is
  if (event.blame === 'host') return 'hindered'
  return state.at === 'preflight' && event.suspectAt !== undefined ? 'tool ended' : event.is
}

const done = (effects: readonly Effect[]): string =>
  effects.length === 0 ? '' : ` / ${effects.map(effectName).join(', ')}`

const effectName = (effect: Effect): string =>
  effect.do === 'report' ? `report ${effect.outcome}` : effect.do
