import type { Ports } from '../../ports/ports.ts'
import { gitHubApp } from './app-rights.ts'
import { gitHubChecks } from './checks.ts'
import { gitHubDeliveries } from './deliveries.ts'
import { gitHubDeployments } from './deployments.ts'
import { type GitHubSettings, installationOf } from './installation.ts'
import { gitHubPeople } from './people.ts'
import { gitHubPullRequests } from './pull-requests.ts'
import { gitHubSourceTree } from './source-tree.ts'

/** Where in its repository a network is, and what follows the names of its checks. */
export interface Place {
  readonly network: string
  readonly folder: string
  readonly suffix: string
}

/** GitHub, or a forge that speaks its API, behind the ports that cygnet uses; one installation token for all. */
export const gitHub = (
  settings: GitHubSettings,
  { network, folder, suffix }: Place,
): Pick<Ports, 'tree' | 'pulls' | 'checks' | 'people' | 'app' | 'deployments' | 'deliveries'> => {
  const installation = installationOf(settings)
  return {
    tree: gitHubSourceTree(installation, folder),
    pulls: gitHubPullRequests(installation),
    checks: gitHubChecks(installation, suffix),
    people: gitHubPeople(installation),
    app: gitHubApp(installation),
    deployments: gitHubDeployments(installation, network),
    deliveries: gitHubDeliveries(installation),
  }
}
