import type { Octokit } from '@octokit/rest'
import * as z from 'zod'
import type { Deployment, Deployments } from '../../ports/forge.ts'
import type { Installation } from './installation.ts'

/** Characters that GitHub takes as the description of a deployment's status. */
const MAX_WORDS = 140

/** What we wrote into a deployment when we made it, by which it is found again; GitHub hands it back as text or parsed. */
const Payload = z.object({ cygnet: z.literal(1), release: z.number().int() })

/** The deployments of one network: one for each release, in an environment that is called like the network. */
export const gitHubDeployments = ({ call, repository }: Installation, environment: string): Deployments => ({
  show: deployment =>
    call(`show the deployment of release ${deployment.release}`, async octokit => {
      const place = { ...repository, environment }
      const id = (await find(octokit, place, deployment)) ?? (await create(octokit, place, deployment))
      await say(octokit, { ...repository, deployment_id: id }, deployment)
    }),
})

type Place = Installation['repository'] & { readonly environment: string }

const find = async (
  octokit: Octokit,
  place: Place,
  { commit, release }: Deployment,
): Promise<number | undefined> => {
  const { data } = await octokit.rest.repos.listDeployments({ ...place, sha: commit, per_page: 100 })
  return data.find(({ payload }) => releaseIn(payload) === release)?.id
}

/** Undefined for a deployment that somebody else made. */
const releaseIn = (payload: unknown): number | undefined => {
  try {
    return Payload.safeParse(typeof payload === 'string' ? JSON.parse(payload) : payload).data?.release
  } catch {
    return undefined
  }
}

/** What is released was approved and is merged: no status is waited for, and nothing is merged for it. */
const create = async (octokit: Octokit, place: Place, { commit, release }: Deployment): Promise<number> => {
  const { data } = await octokit.rest.repos.createDeployment({
    ...place,
    ref: commit,
    payload: { cygnet: 1, release },
    description: `Release ${release}`,
    required_contexts: [],
    auto_merge: false,
    transient_environment: false,
    production_environment: true,
  })
  if ('id' in data) return data.id
  throw new TypeError(`no deployment was made: ${data.message ?? ''}`)
}

const say = async (
  octokit: Octokit,
  place: Installation['repository'] & { readonly deployment_id: number },
  { state, words, url }: Deployment,
): Promise<void> => {
  const description = shortened(words)
  const { data } = await octokit.rest.repos.listDeploymentStatuses({ ...place, per_page: 1 })
  const [last] = data
  if (last?.state === state && last.description === description && last.log_url === url) return
  await octokit.rest.repos.createDeploymentStatus({ ...place, state, description, log_url: url })
}

/** By code points: a character is never cut in two. */
const shortened = (words: string): string => {
  const characters = Array.from(words)
  return characters.length <= MAX_WORDS ? words : `${characters.slice(0, MAX_WORDS - 1).join('')}…`
}
