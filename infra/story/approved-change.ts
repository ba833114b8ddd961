import { type Cast, NETWORK } from './cast.ts'
import { cygnet } from './cygnet-command.ts'
import { hold } from './narrator.ts'
import type { CheckRun } from './person.ts'

export interface Change {
  readonly branch: string
  readonly title: string
  /** Written by the author on top of what the clone holds already. */
  readonly files: Readonly<Record<string, string>>
  /** What the plan must say; throws when it does not. */
  readonly inspect: (check: CheckRun) => void
}

/** The author's change on its way: pushed, planned, approved by the maintainer from the command line, merged. Returns the merge commit. */
export const approvedChange = async (
  { author, maintainer, stack }: Cast,
  { branch, title, files, inspect }: Change,
): Promise<{ pull: number; merged: string }> => {
  const head = await author.push(branch, title, { ...files })
  const pull = await author.openPull(branch, title)
  const check = await maintainer.completed(head, 'cygnet / plan')
  hold(check.conclusion !== 'failure' && check.plan !== undefined, `${check.title}: ${check.summary}`)
  inspect(check)
  const env = { CYGNET_TOKEN: maintainer.token, CYGNET_URL: `${stack.worker.url}/v1/${NETWORK}` }
  await cygnet(['approve', '--plan', check.plan ?? ''], env)
  return { pull, merged: await maintainer.merge(pull) }
}
