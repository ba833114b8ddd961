import type { Ports } from '../../ports/ports.ts'
import { gitHubChecks } from './checks.ts'
import { type GitHubSettings, installationOf } from './installation.ts'
import { gitHubPeople } from './people.ts'
import { gitHubPullRequests } from './pull-requests.ts'
import { gitHubSourceTree } from './source-tree.ts'

/** GitHub, or a forge that speaks its API, behind the four ports that cygnet uses; one installation token for all. */
export const gitHub = (settings: GitHubSettings): Pick<Ports, 'tree' | 'pulls' | 'checks' | 'people'> => {
  const installation = installationOf(settings)
  return {
    tree: gitHubSourceTree(installation),
    pulls: gitHubPullRequests(installation),
    checks: gitHubChecks(installation),
    people: gitHubPeople(installation),
  }
}
