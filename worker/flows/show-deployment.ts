import type { Job } from '../ports/jobs.ts'
import type { Ports } from '../ports/ports.ts'

/** Brings the deployment of a release up to date; its link leads to the page of the rollout. */
export const showDeployment = (
  { deployments, address }: Ports,
  { commit, release, plan, state, words }: Extract<Job, { kind: 'show-deployment' }>,
): Promise<void> => deployments.show({ commit, release, state, words, url: `${address}/rollouts/${plan}` })
