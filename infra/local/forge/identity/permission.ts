import { notFound, Refusal } from '../failure.ts'
import type { User } from '../records/records.ts'
import type { Role } from '../settings.ts'
import type { Caller } from './caller.ts'

const RANK: Readonly<Record<Role, number>> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 }

/** True when a role is at least another. */
export const atLeast = (role: Role, wanted: Role): boolean => RANK[role] >= RANK[wanted]

/** GitHub's older, coarser word for a role: the field `permission` beside `role_name`. */
export const coarsePermission = (role: Role): 'admin' | 'write' | 'read' | 'none' => {
  if (role === 'maintain') return 'write'
  return role === 'triage' ? 'read' : role
}

/** What the App needs for a route, in the words of its manifest. */
export type Resource = 'checks' | 'contents' | 'deployments' | 'metadata' | 'pull_requests'

/** Lets a caller through to a resource of the repository, or throws what GitHub answers instead: 401, 403 or 404. */
export const demand = (caller: Caller, resource: Resource, access: 'read' | 'write'): void => {
  switch (caller.kind) {
    case 'nobody':
      throw notFound()
    case 'app':
      throw new Refusal(401, 'Requires authentication')
    case 'installation': {
      const granted = caller.permissions[resource]
      if (granted === 'write' || (granted === 'read' && access === 'read')) return
      throw new Refusal(403, 'Resource not accessible by integration')
    }
    case 'user':
      // To somebody without access a private repository does not exist.
      if (!atLeast(caller.user.role, 'read')) throw notFound()
      if (access === 'write' && !atLeast(caller.user.role, 'write')) {
        throw new Refusal(403, 'Must have write access to the repository')
      }
  }
}

/** The person behind a call that only a person can make. */
export const demandUser = (caller: Caller): User => {
  if (caller.kind === 'user') return caller.user
  throw caller.kind === 'nobody'
    ? new Refusal(401, 'Requires authentication')
    : new Refusal(403, 'Resource not accessible by integration')
}

/** Check runs are written by Apps alone. */
export const demandInstallation = (caller: Caller): void => {
  if (caller.kind === 'installation') return
  throw new Refusal(403, 'You must authenticate via a GitHub App.')
}

/** Only the App itself, by its JWT, may ask for tokens and deliveries. */
export const demandApp = (caller: Caller): void => {
  if (caller.kind === 'app') return
  throw new Refusal(401, 'A JSON web token could not be decoded')
}
