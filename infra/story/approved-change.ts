import type { Cast } from './cast.ts'
import { hold } from './narrator.ts'
import type { CheckRun } from './person.ts'

export interface Change {
  readonly branch: string
  readonly title: string
  /** Written by the author on top of what the clone holds already. */
  readonly files: Readonly<Record<string, string>>
  /** What the plan must say; throws when it does not. */
  readonly inspect?: (check: CheckRun) => void
}

/** Who bring a change about: one writes it, the other may approve it, with the operator's tool. */
export type Pair = Pick<Cast, 'author' | 'maintainer' | 'cygnet'>

/** The author's change on its way: pushed, planned, approved by the maintainer from the command line. Returns the pull request. */
export const approvedPull = async (
  { author, maintainer, cygnet }: Pair,
  { branch, title, files, inspect }: Change,
): Promise<number> => {
  const head = await author.push(branch, title, { ...files })
  const pull = await author.openPull(branch, title)
  const check = await maintainer.completed(head, 'cygnet / plan')
  hold(check.conclusion !== 'failure' && check.plan !== undefined, `${check.title}: ${check.summary}`)
  inspect?.(check)
  await cygnet('approve', '--plan', check.plan ?? '')
  return pull
}

/** The same, merged. Returns the merge commit, too. */
export const approvedChange = async (
  pair: Pair,
  change: Change,
): Promise<{ pull: number; merged: string }> => {
  const pull = await approvedPull(pair, change)
  return { pull, merged: await pair.maintainer.merge(pull) }
}
