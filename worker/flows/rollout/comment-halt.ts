import type { Job } from '../../ports/jobs.ts'
import type { Ports } from '../../ports/ports.ts'
import { haltComment, haltMark } from '../../rollout/halt-comment.ts'
import { rolloutAddress } from './rollout-address.ts'

/** Pull requests that are told of one halt: a commit came with one of them, or with the few of a merge queue. */
const MOST = 5

/** Tells the merged pull requests of a release that it halted, each once. */
export const commentHalt = async (
  ports: Ports,
  { commit, plan, release, halt }: Extract<Job, { kind: 'comment-halt' }>,
): Promise<void> => {
  const { pulls, network } = ports
  const halted = { network, release, plan, commit, halt, url: rolloutAddress(ports, plan) }
  for (const number of (await pulls.containing(commit)).slice(0, MOST)) {
    const { merged } = await pulls.get(number)
    if (merged)
      await pulls.comment(number, { mark: haltMark(halted), text: haltComment(halted), since: halt.at })
  }
}
