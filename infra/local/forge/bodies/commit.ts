import type { components } from '@octokit/openapi-types'
import type { Context } from '../context.ts'
import type { Commit, FileChange } from '../git/objects.ts'
import { accountBody, nodeId, type SimpleUser } from './user.ts'

const unsigned = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
} as const

/** `GET /repos/{owner}/{repo}/commits/{ref}`. */
export const commitBody = (
  context: Context,
  commit: Commit,
  files: readonly FileChange[],
): components['schemas']['commit'] => {
  const { addresses } = context
  const url = addresses.repository(`/commits/${commit.sha}`)
  const additions = files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0)
  return {
    url,
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    html_url: addresses.commitPage(commit.sha),
    comments_url: `${url}/comments`,
    commit: { ...gitCommitBody(context, commit), comment_count: 0, verification: unsigned },
    author: accountByEmail(context, commit.author.email),
    committer: accountByEmail(context, commit.committer.email),
    parents: commit.parents.map(sha => parentBody(context, sha)),
    stats: { additions, deletions, total: additions + deletions },
    files: files.map(file => diffEntry(context, commit, file)),
  }
}

const gitCommitBody = ({ addresses }: Context, { sha, tree, author, committer, message }: Commit) => ({
  url: addresses.repository(`/git/commits/${sha}`),
  author,
  committer,
  message,
  tree: { sha: tree, url: addresses.repository(`/git/trees/${tree}`) },
})

const parentBody = ({ addresses }: Context, sha: string) => ({
  sha,
  url: addresses.repository(`/commits/${sha}`),
  html_url: addresses.commitPage(sha),
})

const diffEntry = ({ addresses }: Context, { sha }: Commit, file: FileChange) => {
  const path = file.path.split('/').map(encodeURIComponent).join('/')
  return {
    sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: addresses.commitPage(sha),
    raw_url: addresses.commitPage(sha),
    contents_url: addresses.repository(`/contents/${path}?ref=${sha}`),
  }
}

/** GitHub knows people in commits by their addresses; the forge takes what stands before the @ for the login. */
const accountByEmail = (context: Context, email: string): SimpleUser | null => {
  const user = context.records.users.all().find(({ login }) => email.startsWith(`${login}@`))
  return user === undefined ? null : accountBody(context, user.login)
}

/** The commit in the answer to `PUT contents`. */
export const fileCommitBody = (
  context: Context,
  commit: Commit,
): components['schemas']['file-commit']['commit'] => ({
  ...gitCommitBody(context, commit),
  sha: commit.sha,
  node_id: nodeId('Commit', commit.sha),
  html_url: context.addresses.commitPage(commit.sha),
  parents: commit.parents.map(sha => parentBody(context, sha)),
  verification: unsigned,
})

/** A commit in a push webhook. */
export const pushedCommitBody = ({ addresses }: Context, commit: Commit, files: readonly FileChange[]) => {
  const named = (status: FileChange['status']): string[] =>
    files.filter(file => file.status === status).map(file => file.path)
  const person = ({ name, email }: Commit['author']) => ({ name, email })
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: addresses.commitPage(commit.sha),
    author: person(commit.author),
    committer: person(commit.committer),
    added: named('added'),
    removed: named('removed'),
    modified: named('modified'),
  }
}
