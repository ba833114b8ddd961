import type { App } from '../../ports/app-rights.ts'
import type { Installation } from './installation.ts'

/** Asked as the App itself: it answers also where the installation is suspended. */
export const gitHubApp = ({ callAsApp, repository }: Installation): App => ({
  rights: () =>
    callAsApp('look up what the App may do', async octokit => {
      const { permissions, events, suspended_at } = (await octokit.rest.apps.getRepoInstallation(repository))
        .data
      return {
        permissions: Object.fromEntries(
          Object.entries(permissions).map(([name, access]) => [name, access ?? '']),
        ),
        events,
        suspended: suspended_at !== null,
      }
    }),
})
