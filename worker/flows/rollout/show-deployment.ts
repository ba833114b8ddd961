import type { Job } from '../../ports/jobs.ts'
import type { Ports } from '../../ports/ports.ts'
import { rolloutAddress } from './rollout-address.ts'

/** Brings the deployment of a release up to date; its link leads to the page of the rollout. */
export const showDeployment = (
  ports: Ports,
  { commit, release, plan, state, words }: Extract<Job, { kind: 'show-deployment' }>,
): Promise<void> =>
  ports.deployments.show({ commit, release, state, words, url: rolloutAddress(ports, plan) })
