import type { Event, State } from '../core/state/state.ts'
import { step } from '../core/state/step.ts'
import type { Gateway } from './gateway.ts'
import { perform } from './perform.ts'

/** The runner at rest. */
export type Idle = Extract<State, { at: 'idle' }>

/** Takes one event and everything that comes of it, until the runner is idle again. */
export const drive = async (gateway: Gateway, from: Idle, event: Event): Promise<Idle> => {
  let state: State = from
  const events: Event[] = [event]
  for (let next = events.shift(); next !== undefined; next = events.shift()) {
    const [to, effects] = step(state, next)
    if (to.at !== state.at && to.at !== 'polling' && to.at !== 'idle') gateway.say(to.at)
    if (to.at === 'reverting' && state.at !== 'reverting')
      gateway.say(`${to.verdict.code}: ${to.verdict.message}`)
    state = to
    for (const effect of effects) {
      const answer = await perform(gateway, effect, state.journal)
      if (answer !== undefined) events.push(answer)
    }
  }
  if (state.at !== 'idle') throw new Error(`the runner stopped while ${state.at}`)
  return state
}
