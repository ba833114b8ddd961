import type { Octokit } from '@octokit/rest'
import { type Member, PERMISSIONS, type People, type Permission } from '../../ports/forge.ts'
import type { Person } from '../../rollout/person.ts'
import { type Installation, statusOf } from './installation.ts'
import { limitOf } from './limits.ts'

type Repository = Installation['repository']

export const gitHubPeople = ({ call, callAs, repository }: Installation): People => ({
  find: person =>
    call(`look up what ${person.login} may do`, async octokit => {
      const known = await memberCalled(octokit, repository, person.login)
      if (known !== undefined && (person.id === undefined || known.person.id === person.id)) return known
      if (person.id === undefined) return { person: { login: person.login }, permission: 'none' }
      // They go by another login now, and the old one is nobody's or somebody else's.
      const login = await loginNow(octokit, person.id)
      const renamed = login === undefined ? undefined : await memberCalled(octokit, repository, login)
      return renamed?.person.id === person.id ? renamed : { person, permission: 'none' }
    }),

  ownerOf: token =>
    callAs(token, 'ask whose token this is', async octokit => {
      try {
        const { login, id } = (await octokit.rest.users.getAuthenticated()).data
        return { login, id }
      } catch (error) {
        const status = statusOf(error)
        if (status === 401 || (status === 403 && limitOf(error) === undefined)) return undefined
        throw error
      }
    }),
})

/** Whoever goes by this login now; undefined when nobody does. */
const memberCalled = (
  octokit: Octokit,
  repository: Repository,
  login: string,
): Promise<(Member & { readonly person: Required<Person> }) | undefined> =>
  unlessNobody(async () => {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
      ...repository,
      username: login,
    })
    if (data.user === null) return undefined
    // A custom role is known only by the base role that GitHub rounds it to.
    const permission = known(data.role_name) ?? known(data.permission) ?? 'none'
    return { person: { login: data.user.login, id: data.user.id }, permission }
  })

const loginNow = (octokit: Octokit, id: number): Promise<string | undefined> =>
  unlessNobody(async () => (await octokit.rest.users.getById({ account_id: id })).data.login)

const unlessNobody = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask()
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

const known = (role: string | undefined): Permission | undefined =>
  PERMISSIONS.find(permission => permission === role)
