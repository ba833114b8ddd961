import type { components } from '@octokit/openapi-types'
import type { Context } from '../context.ts'
import { nodeId, OWNER_ID, ownerBody } from './user.ts'

/** The App is installed once, on the one repository. */
export const INSTALLATION_ID = 1

const CREATED = '2026-01-01T00:00:00Z'
const EVENTS = ['check_run', 'check_suite', 'merge_group', 'pull_request', 'push', 'repository']

/** What the App may do, `metadata` included, which every App may read. */
export const appPermissions = ({ settings }: Context): Record<string, 'read' | 'write'> => ({
  metadata: 'read',
  ...settings.app.permissions,
})

/** The App as check runs name it. */
export const appBody = (context: Context) => {
  const { id, slug } = context.settings.app
  return {
    id,
    slug,
    node_id: nodeId('App', id),
    owner: ownerBody(context),
    name: slug,
    description: null,
    external_url: context.addresses.base,
    html_url: `${context.addresses.base}/apps/${slug}`,
    created_at: CREATED,
    updated_at: CREATED,
    permissions: appPermissions(context),
    events: EVENTS,
  }
}

/** `GET /repos/{owner}/{repo}/installation`. */
export const installationBody = (context: Context): components['schemas']['installation'] => ({
  id: INSTALLATION_ID,
  account: ownerBody(context),
  repository_selection: 'selected',
  access_tokens_url: context.addresses.api(`/app/installations/${INSTALLATION_ID}/access_tokens`),
  repositories_url: context.addresses.api('/installation/repositories'),
  html_url: `${context.addresses.base}/installations/${INSTALLATION_ID}`,
  app_id: context.settings.app.id,
  target_id: OWNER_ID,
  target_type: 'Organization',
  permissions: appPermissions(context),
  events: EVENTS,
  created_at: CREATED,
  updated_at: CREATED,
  single_file_name: null,
  app_slug: context.settings.app.slug,
  suspended_by: null,
  suspended_at: null,
})
