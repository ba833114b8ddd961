import { type Git, GitError } from './git.ts'

export interface Person {
  readonly name: string
  readonly email: string
  /** ISO 8601, UTC. */
  readonly date: string
}

export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  readonly message: string
}

export interface TreeEntry {
  readonly path: string
  readonly mode: string
  readonly type: string
  readonly sha: string
  /** Bytes; only blobs have one. */
  readonly size: number | undefined
}

const SHA = /^[0-9a-f]{40}$/
const REF = /^(?!.*(\.\.|\/\/|@\{|\.lock(\/|$)))[A-Za-z0-9_][A-Za-z0-9._/-]{0,200}(?<![./])$/

/** True for what may be the name of a branch, as `git check-ref-format` would have it, and a little stricter. */
export const isBranchName = (name: string): boolean => REF.test(name)

/** The object that a full SHA, a branch, a tag, or `heads/…` names; undefined when there is none. */
export const resolve = async (
  git: Git,
  name: string,
  kind: 'commit' | 'tree',
): Promise<string | undefined> => {
  if (SHA.test(name)) return revision(git, `${name}^{${kind}}`)
  if (!isBranchName(name)) return undefined
  for (const place of ['refs/heads/', 'refs/tags/', 'refs/', '']) {
    const found =
      place === '' && !name.startsWith('refs/') ? undefined : await revision(git, `${place}${name}^{${kind}}`)
    if (found !== undefined) return found
  }
  return undefined
}

const revision = async (git: Git, name: string): Promise<string | undefined> => {
  try {
    return await git.text(['rev-parse', '--verify', '--quiet', '--end-of-options', name])
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}

/** Branches and tags with what they point to, by full name. */
export const allRefs = async (git: Git): Promise<Map<string, string>> => {
  const lines = await git.text([
    'for-each-ref',
    '--format=%(refname) %(objectname)',
    'refs/heads',
    'refs/tags',
  ])
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map(line => split(line, ' ')),
  )
}

const split = (line: string, by: string): [string, string] => {
  const at = line.indexOf(by)
  return [line.slice(0, at), line.slice(at + by.length)]
}

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'].join('%x00')

/** Commits by their SHAs, in the order given. */
export const commits = async (git: Git, shas: readonly string[]): Promise<Commit[]> => {
  if (shas.length === 0) return []
  const args = ['log', '--no-walk=unsorted', '--stdin', '-z', `--format=tformat:${FORMAT}%x00`]
  const fields = (await git.bytes(args, { input: shas.join('\n') })).toString().split('\0')
  return shas.map((_, index) => toCommit(fields.slice(index * 11, index * 11 + 10)))
}

const toCommit = (fields: readonly string[]): Commit => {
  const [
    sha = '',
    tree = '',
    parents = '',
    an = '',
    ae = '',
    at = '',
    cn = '',
    ce = '',
    ct = '',
    message = '',
  ] = fields
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: an, email: ae, date: toIso(at) },
    committer: { name: cn, email: ce, date: toIso(ct) },
    message: message.trimEnd(),
  }
}

const toIso = (seconds: string): string =>
  new Date(Number.parseInt(seconds, 10) * 1000).toISOString().replace('.000', '')

/** SHAs that `head` has and `base` has not, oldest first. */
export const commitsBetween = async (git: Git, base: string, head: string): Promise<string[]> =>
  (await git.text(['rev-list', '--reverse', '--topo-order', `${base}..${head}`])).split('\n').filter(Boolean)

export const isAncestor = async (git: Git, older: string, newer: string): Promise<boolean> => {
  try {
    await git.bytes(['merge-base', '--is-ancestor', older, newer])
    return true
  } catch (error) {
    if (error instanceof GitError && error.code === 1) return false
    throw error
  }
}

/** What a tree holds; with `recursive` the files of its folders too, and not the folders. */
export const treeEntries = async (git: Git, tree: string, recursive: boolean): Promise<TreeEntry[]> => {
  const args = ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), tree]
  const lines = (await git.bytes(args)).toString().split('\0').filter(Boolean)
  return lines.map(line => {
    const [facts, path] = split(line, '\t')
    const [mode = '', type = '', sha = '', size = '-'] = facts.split(/ +/)
    return { path, mode, type, sha, size: size === '-' ? undefined : Number.parseInt(size, 10) }
  })
}

/** Bytes of a blob; undefined when there is none with that SHA. */
export const blob = async (git: Git, sha: string): Promise<Buffer | undefined> => {
  if (!SHA.test(sha)) return undefined
  try {
    return await git.bytes(['cat-file', 'blob', sha])
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}

/** Unified diff of what `head` changed since it left `base`. */
export const diffSinceBase = (git: Git, base: string, head: string): Promise<string> =>
  git.text(['diff', '--no-color', '--no-ext-diff', '--find-renames', `${base}...${head}`])

export interface FileChange {
  readonly path: string
  readonly status: 'added' | 'modified' | 'removed'
  readonly additions: number
  readonly deletions: number
}

/** Files that differ between two trees or commits; an undefined `before` is the empty tree. */
export const fileChanges = async (
  git: Git,
  before: string | undefined,
  after: string,
): Promise<FileChange[]> => {
  const from = before ?? (await git.text(['hash-object', '-t', 'tree', '-w', '--stdin'], { input: '' }))
  const shared = ['diff', '--no-renames', '--no-ext-diff', '-z']
  const numbers = (await git.text([...shared, '--numstat', from, after])).split('\0').filter(Boolean)
  const letters = (await git.text([...shared, '--name-status', from, after])).split('\0')
  return numbers.map((line, index) => {
    const [additions = '0', deletions = '0', path = ''] = line.split('\t')
    const letter = letters[index * 2]
    return {
      path,
      status: letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified',
      additions: Number.parseInt(additions, 10) || 0,
      deletions: Number.parseInt(deletions, 10) || 0,
    }
  })
}
