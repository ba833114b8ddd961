import type { components } from '@octokit/openapi-types'
import type { Context } from '../context.ts'
import { DEFAULT_BRANCH } from '../settings.ts'
import { nodeId, ownerBody } from './user.ts'

export const REPOSITORY_ID = 1

/** The repository did not come into being at a moment worth remembering; GitHub wants one all the same. */
const CREATED = '2026-01-01T00:00:00Z'

const links = ({ addresses }: Context) => {
  const at = (path: string): string => addresses.repository(path)
  return {
    url: at(''),
    html_url: addresses.base,
    archive_url: at('/{archive_format}{/ref}'),
    assignees_url: at('/assignees{/user}'),
    blobs_url: at('/git/blobs{/sha}'),
    branches_url: at('/branches{/branch}'),
    collaborators_url: at('/collaborators{/collaborator}'),
    comments_url: at('/comments{/number}'),
    commits_url: at('/commits{/sha}'),
    compare_url: at('/compare/{base}...{head}'),
    contents_url: at('/contents/{+path}'),
    contributors_url: at('/contributors'),
    deployments_url: at('/deployments'),
    downloads_url: at('/downloads'),
    events_url: at('/events'),
    forks_url: at('/forks'),
    git_commits_url: at('/git/commits{/sha}'),
    git_refs_url: at('/git/refs{/sha}'),
    git_tags_url: at('/git/tags{/sha}'),
    git_url: addresses.git,
    hooks_url: at('/hooks'),
    issue_comment_url: at('/issues/comments{/number}'),
    issue_events_url: at('/issues/events{/number}'),
    issues_url: at('/issues{/number}'),
    keys_url: at('/keys{/key_id}'),
    labels_url: at('/labels{/name}'),
    languages_url: at('/languages'),
    merges_url: at('/merges'),
    milestones_url: at('/milestones{/number}'),
    notifications_url: at('/notifications{?since,all,participating}'),
    pulls_url: at('/pulls{/number}'),
    releases_url: at('/releases{/id}'),
    ssh_url: addresses.git,
    stargazers_url: at('/stargazers'),
    statuses_url: at('/statuses/{sha}'),
    subscribers_url: at('/subscribers'),
    subscription_url: at('/subscription'),
    svn_url: addresses.git,
    tags_url: at('/tags'),
    teams_url: at('/teams'),
    trees_url: at('/git/trees{/sha}'),
    clone_url: addresses.git,
  }
}

/** The repository as both the API and the webhooks show it. */
export const repositoryBody = (context: Context) => ({
  ...links(context),
  id: REPOSITORY_ID,
  node_id: nodeId('Repository', REPOSITORY_ID),
  name: context.settings.repository.name,
  full_name: context.addresses.fullName,
  owner: ownerBody(context),
  private: true,
  description: null,
  fork: false,
  mirror_url: null,
  homepage: null,
  language: null,
  size: 0,
  default_branch: DEFAULT_BRANCH,
  forks: 0,
  forks_count: 0,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  has_issues: false,
  has_projects: false,
  has_downloads: false,
  has_wiki: false,
  has_pages: false,
  has_discussions: false,
  archived: false,
  disabled: false,
  is_template: false,
  web_commit_signoff_required: false,
  allow_forking: false,
  topics: [],
  visibility: 'private' as const,
  license: null,
  pushed_at: CREATED,
  created_at: CREATED,
  updated_at: CREATED,
})

/** `GET /repos/{owner}/{repo}`. */
export const fullRepositoryBody = (context: Context): components['schemas']['full-repository'] => ({
  ...repositoryBody(context),
  subscribers_count: 0,
  network_count: 0,
  allow_merge_commit: true,
  allow_squash_merge: false,
  allow_rebase_merge: false,
})
