import { botLogin } from '../bodies/user.ts'
import { type Context, timestamp } from '../context.ts'
import { invalid, notFound, Refusal } from '../failure.ts'
import { resolve } from '../git/objects.ts'
import type { Deployment, DeploymentStatus } from '../records/records.ts'

/** Characters that GitHub takes as the description of a status. */
const MAX_DESCRIPTION = 140

/** What a client asks for. */
export interface NewDeployment {
  readonly ref: string
  readonly task: string
  readonly payload: Deployment['payload']
  readonly environment: string
  readonly description: string | null
  readonly production: boolean
  /** Undefined: every status of the commit must be green. */
  readonly requiredContexts: readonly string[] | undefined
  readonly autoMerge: boolean
}

/**
 * A deployment of a commit. GitHub would merge the default branch first, and wait for statuses, unless it is told not to:
 * the forge does neither, and throws its 409 instead of pretending.
 */
export const createDeployment = async (context: Context, wanted: NewDeployment): Promise<Deployment> => {
  const { ref, autoMerge, requiredContexts, ...rest } = wanted
  const sha = await resolve(context.git, ref, 'commit')
  if (sha === undefined) throw new Refusal(422, `No ref found for: ${ref}`)
  if (autoMerge) throw new Refusal(409, `Conflict merging the default branch into ${ref}`)
  if (requiredContexts?.length !== 0) {
    throw new Refusal(409, `Conflict: Commit status checks failed for ${ref}.`)
  }
  const id = context.records.deployments.nextId()
  const time = timestamp(context)
  context.log(`deployment of ${sha.slice(0, 7)} to ${rest.environment}`)
  return context.records.deployments.put(id, {
    ...rest,
    id,
    sha,
    ref,
    creator: botLogin(context),
    createdAt: time,
    statuses: [],
  })
}

/** Throws GitHub's 404. */
export const deploymentById = ({ records }: Context, id: number): Deployment => {
  const deployment = records.deployments.get(id)
  if (deployment === undefined) throw notFound()
  return deployment
}

/** Newest first, those that fit what is asked for. */
export const deploymentsWhere = (
  { records }: Context,
  fits: (deployment: Deployment) => boolean,
): Deployment[] => records.deployments.all().filter(fits).toReversed()

/** Adds a status; throws GitHub's 422 for a description that is too long. */
export const addStatus = (
  context: Context,
  id: number,
  wanted: Pick<DeploymentStatus, 'state' | 'description' | 'logUrl'>,
): DeploymentStatus => {
  const deployment = deploymentById(context, id)
  if (Array.from(wanted.description).length > MAX_DESCRIPTION) {
    throw invalid(
      'DeploymentStatus',
      'description',
      `description is too long (maximum is ${MAX_DESCRIPTION} characters)`,
    )
  }
  const status = { ...wanted, id: deployment.statuses.length + 1, createdAt: timestamp(context) }
  context.records.deployments.put(id, { ...deployment, statuses: [...deployment.statuses, status] })
  context.log(`deployment to ${deployment.environment}: ${wanted.state}`)
  return status
}

/** How far a deployment is: what was said last, or that nothing was. */
export const stateOfDeployment = ({ statuses }: Deployment): DeploymentStatus['state'] =>
  statuses.at(-1)?.state ?? 'pending'
