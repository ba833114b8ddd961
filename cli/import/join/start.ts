import type { Action } from '../model/connection.ts'

/** What to write for who starts a tunnel, and whether both ends did. `undefined`: the default, one initiator and a trap on both. */
export const jointStart = (
  first: { readonly name: string; readonly action: Action },
  second: { readonly name: string; readonly action: Action },
): { readonly start: string | Readonly<Record<string, string>> | undefined; readonly bothStart: boolean } => {
  const actions = [first.action, second.action]
  const bothStart = actions.every(action => action === 'start')
  if (actions.every(action => action === 'none')) return { start: 'none', bothStart }
  if (!actions.includes('none')) return { start: undefined, bothStart }
  return { start: { [first.name]: first.action, [second.name]: second.action }, bothStart }
}

/** What one end does, by what stands in the topology: a word for all ends, or one for each. */
export const actionOf = (
  start: string | Readonly<Record<string, string>> | undefined,
  end: string,
): Action => {
  const word = typeof start === 'object' ? start[end] : start
  return word === 'none' || word === 'start' ? word : 'trap'
}
