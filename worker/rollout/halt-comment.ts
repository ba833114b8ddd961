import { code } from '../plan/code-span.ts'
import type { Halt } from './release.ts'
import { short } from './words.ts'

/** A halt of a release, and where to see more. */
export interface Halted {
  readonly network: string
  readonly release: number
  readonly plan: string
  readonly commit: string
  readonly halt: Halt
  readonly url: string
}

/** By this the comment of a halt is found again. */
export const haltMark = ({ network, release, halt }: Halted): string =>
  `<!-- cygnet: ${network} release ${release} halted at ${halt.at} -->`

/** What the pull request is told. What a gateway said stands in code: nothing of it is a link, a mention or markup. */
export const haltComment = (halted: Halted): string => {
  const { release, plan, commit, halt, url } = halted
  const by = halt.gateway === undefined ? '' : ` by ${code(halt.gateway)}`
  return [
    haltMark(halted),
    `**Release ${release} halted in wave ${halt.wave + 1}${by}**: ${code(halt.code)}`,
    '',
    code(halt.message),
    '',
    'Those of the wave that were given it go back to what they had; earlier waves keep it. *Resume* on the check **cygnet / rollout** tries the wave once more; mending the topology and approving that is the other way on.',
    '',
    `Commit ${short(commit)}, plan ${code(short(plan))}: [the rollout](${url})`,
  ].join('\n')
}
