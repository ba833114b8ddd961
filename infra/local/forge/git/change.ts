import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { type Git, GitError } from './git.ts'

export interface Author {
  readonly name: string
  readonly email: string
}

const NOTHING = '0'.repeat(40)

const authorship = ({ name, email }: Author): Record<string, string> => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
})

export interface FileCommit {
  readonly branch: string
  /** What the branch points to; undefined when it is to be made. */
  readonly parent: string | undefined
  readonly path: string
  readonly content: Uint8Array
  readonly message: string
  readonly author: Author
}

/** Commits one file onto a branch without a working tree. Throws GitError when the branch moved meanwhile. */
export const commitFile = async (git: Git, change: FileCommit): Promise<{ commit: string; blob: string }> => {
  const index = path.join(git.folder, `index-${randomUUID()}`)
  const env = { GIT_INDEX_FILE: index }
  try {
    if (change.parent !== undefined) await git.bytes(['read-tree', change.parent], { env })
    const blob = await git.text(['hash-object', '-w', '--stdin'], { input: change.content })
    await git.bytes(['update-index', '--add', '--cacheinfo', `100644,${blob},${change.path}`], { env })
    const tree = await git.text(['write-tree'], { env })
    const commit = await commitTree(git, tree, change.parent === undefined ? [] : [change.parent], change)
    await moveBranch(git, change.branch, change.parent ?? NOTHING, commit)
    return { commit, blob }
  } finally {
    await rm(index, { force: true })
  }
}

/** The tree that merging two commits gives; undefined when they conflict. */
export const mergedTree = async (git: Git, ours: string, theirs: string): Promise<string | undefined> => {
  try {
    return await git.text(['merge-tree', '--write-tree', '--no-messages', ours, theirs])
  } catch (error) {
    // 1 is git-merge-tree's word for a conflict; everything above is an error of its own.
    if (error instanceof GitError && error.code === 1) return undefined
    throw error
  }
}

/** Makes a commit object and moves nothing. */
export const commitTree = (
  git: Git,
  tree: string,
  parents: readonly string[],
  { message, author }: { readonly message: string; readonly author: Author },
): Promise<string> =>
  git.text(['commit-tree', tree, ...parents.flatMap(parent => ['-p', parent])], {
    input: `${message}\n`,
    env: authorship(author),
  })

/** Moves a branch from one commit to another; throws GitError when it is not at the first. */
export const moveBranch = async (git: Git, branch: string, from: string, to: string): Promise<void> => {
  await git.bytes(['update-ref', `refs/heads/${branch}`, to, from])
}

/** Makes a ref by its full name; throws GitError when there is one. */
export const createRef = async (git: Git, ref: string, sha: string): Promise<void> => {
  await git.bytes(['update-ref', ref, sha, NOTHING])
}
