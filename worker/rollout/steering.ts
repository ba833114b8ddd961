import * as z from 'zod'

/** What a person may do to a release that was approved, by the name of its button. */
export const STEERING = ['pause', 'resume', 'roll-back'] as const
export const Steering = z.enum(STEERING)
export type Steering = z.infer<typeof Steering>

/** What a GitHub Deployment says. */
export const DeploymentState = z.enum(['pending', 'in_progress', 'success', 'failure', 'inactive'])
export type DeploymentState = z.infer<typeof DeploymentState>
