import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { isNetworkPath, NETWORK_FOLDERS } from '../schema/topology/beside/attachments.ts'
import { CommandError } from './command-error.ts'
import { decodeText, type TopologyFiles } from './topology-folder.ts'

const run = promisify(execFile)

/** More than a topology may be long; git's answer beyond it is cut off with an error. */
const MAX_ANSWER = 4 * 1024 * 1024

/**
 * The topology of a folder as it stood at a revision, by `revision:./path` as git reads it; empty where the revision has none.
 * The revision is a person's word: git gets it once, after --end-of-options, and everything else asks by its commit.
 */
export const readRevision = async (folder: string, revision: string): Promise<TopologyFiles> => {
  const commit = await commitOf(folder, revision)
  const listing = await git(folder, [
    'ls-tree',
    '-r',
    '-z',
    '--name-only',
    commit,
    '--',
    'topology.yaml',
    ...NETWORK_FOLDERS.map(folder => `${folder}/`),
  ])
  const names = listing.toString('utf8').split('\0').filter(isNetworkPath)
  const files = new Map<string, string>()
  for (const name of names) {
    const shown = `${revision}:./${name}`
    files.set(
      shown,
      decodeText(await git(folder, ['cat-file', 'blob', '--end-of-options', `${commit}:./${name}`]), shown),
    )
  }
  return files
}

const commitOf = async (folder: string, revision: string): Promise<string> => {
  const answer = await git(folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]).catch((cause: unknown) => {
    throw new CommandError(
      'usage',
      `${revision} is neither a folder nor a revision of the repository around ${folder}`,
      'name a folder, a branch, a tag or a commit, such as origin/main',
      cause,
    )
  })
  return answer.toString('utf8').trim()
}

const git = async (folder: string, words: readonly string[]): Promise<Buffer> => {
  try {
    const { stdout } = await run('git', ['-C', folder, ...words], {
      encoding: 'buffer',
      maxBuffer: MAX_ANSWER,
    })
    return stdout
  } catch (cause) {
    throw new CommandError(
      'git',
      `git ${words[0]} failed in ${folder}`,
      'check that the folder is part of a Git repository',
      cause,
    )
  }
}
