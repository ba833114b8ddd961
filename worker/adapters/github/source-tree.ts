import { fromBase64 } from '../../../schema/wire/base64.ts'
import { ForgeError, type SourceTree } from '../../ports/forge.ts'
import type { Installation } from './installation.ts'

/** What is read of a repository at most: a topology is text that people write. */
const MAX_FILES = 64
const MAX_BYTES = 1024 * 1024

const TOPOLOGY = /^(topology\.yaml|topology\/[^/]+\.yaml)$/

export const gitHubSourceTree = ({ call, repository }: Installation): SourceTree => ({
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

  authorOf: commit =>
    call(`find who wrote ${commit}`, async octokit => {
      const { data } = await octokit.rest.repos.getCommit({ ...repository, ref: commit })
      return data.author?.login
    }),

  topologyAt: commit =>
    call(`read the topology at ${commit}`, async octokit => {
      const { data } = await octokit.rest.git.getTree({ ...repository, tree_sha: commit, recursive: '1' })
      // Only plain files: a symbolic link could point anywhere.
      const blobs = data.tree.filter(
        entry => entry.type === 'blob' && entry.mode !== '120000' && TOPOLOGY.test(entry.path),
      )
      const bytes = blobs.reduce((sum, entry) => sum + (entry.size ?? 0), 0)
      if (data.truncated || blobs.length > MAX_FILES || bytes > MAX_BYTES) {
        throw new ForgeError('too-large', `the tree or the topology at ${commit} is larger than cygnet reads`)
      }
      const files = new Map<string, string>()
      for (const { path, sha } of blobs) {
        const blob = await octokit.rest.git.getBlob({ ...repository, file_sha: sha })
        files.set(path, new TextDecoder().decode(fromBase64(blob.data.content)))
      }
      return files
    }),
})
