import type { components } from '@octokit/openapi-types'
import type { Context } from '../context.ts'
import { atLeast } from '../identity/permission.ts'
import type { User } from '../records/records.ts'

export type SimpleUser = components['schemas']['simple-user']

/** Ids of those who are no records: far above any user's. */
export const OWNER_ID = 1_000_001
const BOT_ID = 1_000_002

/** GitHub's opaque id beside the number; nothing reads it. */
export const nodeId = (kind: string, id: number | string): string =>
  Buffer.from(`${kind}:${id}`).toString('base64')

const account = (
  { addresses }: Context,
  login: string,
  id: number,
  type: 'User' | 'Bot' | 'Organization',
): SimpleUser => {
  const api = addresses.api(`/users/${encodeURIComponent(login)}`)
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${addresses.base}/avatars/${id}`,
    gravatar_id: '',
    url: api,
    html_url: `${addresses.base}/users/${encodeURIComponent(login)}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type,
    site_admin: false,
  }
}

/** The organisation that owns the repository. */
export const ownerBody = (context: Context): SimpleUser =>
  account(context, context.settings.repository.owner, OWNER_ID, 'Organization')

/** A person by login, or the App's bot. */
export const accountBody = (context: Context, login: string): SimpleUser => {
  const user = context.records.users.all().find(candidate => candidate.login === login)
  return user === undefined
    ? account(context, login, BOT_ID, 'Bot')
    : account(context, login, user.id, 'User')
}

/** The login under which the App acts. */
export const botLogin = ({ settings }: Context): string => `${settings.app.slug}[bot]`

export const emailOf = (login: string): string => `${login}@users.forge.invalid`

/** What a user is told about himself (`GET /user`). */
export const privateUserBody = (context: Context, user: User): components['schemas']['private-user'] => ({
  ...accountBody(context, user.login),
  name: user.login,
  company: null,
  blog: null,
  location: null,
  email: emailOf(user.login),
  hireable: null,
  bio: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: user.createdAt,
  updated_at: user.createdAt,
  private_gists: 0,
  total_private_repos: 1,
  owned_private_repos: 0,
  disk_usage: 0,
  collaborators: 0,
  two_factor_authentication: true,
})

/** What everybody is told about a user. */
export const publicUserBody = (context: Context, user: User): components['schemas']['public-user'] => ({
  ...accountBody(context, user.login),
  name: user.login,
  company: null,
  blog: null,
  location: null,
  email: null,
  hireable: null,
  bio: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: user.createdAt,
  updated_at: user.createdAt,
})

/** A user beside what he may do in the repository. */
export const collaboratorBody = (
  context: Context,
  { login, role }: User,
): NonNullable<components['schemas']['nullable-collaborator']> => ({
  ...accountBody(context, login),
  permissions: {
    pull: atLeast(role, 'read'),
    triage: atLeast(role, 'triage'),
    push: atLeast(role, 'write'),
    maintain: atLeast(role, 'maintain'),
    admin: atLeast(role, 'admin'),
  },
  role_name: role,
})
