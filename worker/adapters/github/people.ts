import { PERMISSIONS, type People, type Permission } from '../../ports/forge.ts'
import { type Installation, statusOf } from './installation.ts'
import { limitOf } from './limits.ts'

export const gitHubPeople = ({ call, callAs, repository }: Installation): People => ({
  permissionOf: login =>
    call(`look up what ${login} may do`, async octokit => {
      try {
        const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
          ...repository,
          username: login,
        })
        // A custom role is known only by the base role that GitHub rounds it to.
        return known(data.role_name) ?? known(data.permission) ?? 'none'
      } catch (error) {
        if (statusOf(error) === 404) return 'none'
        throw error
      }
    }),

  ownerOf: token =>
    callAs(token, 'ask whose token this is', async octokit => {
      try {
        return (await octokit.rest.users.getAuthenticated()).data.login
      } catch (error) {
        const status = statusOf(error)
        if (status === 401 || (status === 403 && limitOf(error) === undefined)) return undefined
        throw error
      }
    }),
})

const known = (role: string | undefined): Permission | undefined =>
  PERMISSIONS.find(permission => permission === role)
