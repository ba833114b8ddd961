import { isNetworkPath } from '../../../schema/topology/beside/attachments.ts'
import { fromBase64 } from '../../../schema/wire/base64.ts'
import { ForgeError, MAX_BYTES, MAX_FILES, type SourceTree } from '../../ports/forge.ts'
import type { Installation } from './installation.ts'

/** Blobs that are fetched side by side: as many connections as a Worker has. */
const AT_ONCE = 6

/** The repository as one network sees it: only what lies in its folder is its topology; paths stay the repository's. */
export const gitHubSourceTree = ({ call, repository }: Installation, folder: string): SourceTree => ({
  defaultBranch: () =>
    call(
      'read the repository',
      async octokit => (await octokit.rest.repos.get(repository)).data.default_branch,
    ),

  tip: branch =>
    call(`find branch ${branch}`, async octokit => {
      const { data } = await octokit.rest.git.getRef({ ...repository, ref: `heads/${branch}` })
      return data.object.sha
    }),

  commit: commit =>
    call(`look up commit ${commit}`, async octokit => {
      const { author, parents } = (await octokit.rest.repos.getCommit({ ...repository, ref: commit })).data
      return {
        author: author === null ? undefined : { login: author.login, id: author.id },
        before: parents[0]?.sha,
      }
    }),

  topologyAt: commit =>
    call(`read the topology at ${commit}`, async octokit => {
      const { data } = await octokit.rest.git.getTree({ ...repository, tree_sha: commit, recursive: '1' })
      // Only plain files: a symbolic link could point anywhere.
      const blobs = data.tree.filter(
        entry => entry.type === 'blob' && entry.mode !== '120000' && isIn(folder, entry.path),
      )
      const bytes = blobs.reduce((sum, entry) => sum + (entry.size ?? 0), 0)
      if (data.truncated || blobs.length > MAX_FILES || bytes > MAX_BYTES) {
        throw new ForgeError('too-large', `the tree or the topology at ${commit} is larger than cygnet reads`)
      }
      const files = new Map<string, string>()
      for (let next = 0; next < blobs.length; next += AT_ONCE) {
        const some = blobs.slice(next, next + AT_ONCE).map(async ({ path, sha }) => {
          const blob = await octokit.rest.git.getBlob({ ...repository, file_sha: sha })
          files.set(path, new TextDecoder().decode(fromBase64(blob.data.content)))
        })
        await Promise.all(some)
      }
      return files
    }),
})

/** True for the paths of a network whose folder this is; at the root, folders of other networks are none of its own. */
const isIn = (folder: string, path: string): boolean =>
  folder === ''
    ? isNetworkPath(path)
    : path.startsWith(`${folder}/`) && isNetworkPath(path.slice(folder.length + 1))
