import { MAX_REASON } from './core/state/journal.ts'

/** What a person at the gateway may say about what is applied, and when. */
export type OperatorCommand =
  | { readonly name: 'pause'; readonly reason?: string }
  | { readonly name: 'resume' | 'repair' }
  /** A release's number, or the beginning of a digest; without one, the generation before. */
  | { readonly name: 'rollback'; readonly wanted?: string }

/** Reads the arguments of `pause`, `resume`, `repair` and `rollback`; a string says what is wrong with them. */
export const readOperator = (
  name: OperatorCommand['name'],
  rest: readonly string[],
): OperatorCommand | string => {
  if (name === 'pause') return readPause(rest)
  if (name === 'resume' || name === 'repair')
    return rest.length === 0 ? { name } : `${name} takes no arguments`
  const [wanted, ...more] = rest
  if (wanted === undefined) return { name }
  return more.length === 0 && /^[0-9a-f]{1,64}$/.test(wanted)
    ? { name, wanted }
    : 'rollback takes one release number, or a digest as cygnet-runner status shows it'
}

/** Whether a command of this name is a person's word about what is applied here. */
export const isOperators = (name: string): name is OperatorCommand['name'] =>
  ['pause', 'resume', 'rollback', 'repair'].includes(name)

/** The same of a command that was read. */
export const isOperatorCommand = (command: { readonly name: string }): command is OperatorCommand =>
  isOperators(command.name)

/** The reason goes to logs, terminals and reports. */
const readPause = (rest: readonly string[]): OperatorCommand | string => {
  if (rest.length === 0) return { name: 'pause' }
  const [option, reason] = rest
  if (option !== '--reason' || reason === undefined || rest.length !== 2) return 'pause takes --reason TEXT'
  return reason.trim() !== '' &&
    reason.length <= MAX_REASON &&
    !/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(reason)
    ? { name: 'pause', reason }
    : `a reason is one line of at most ${MAX_REASON} characters`
}
