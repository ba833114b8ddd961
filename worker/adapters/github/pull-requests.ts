import type { Octokit } from '@octokit/rest'
import { fromBase64, toBase64 } from '../../../schema/wire/base64.ts'
import type { Comment, Proposal, PullRequests } from '../../ports/forge.ts'
import { type Installation, statusOf } from './installation.ts'

/** Pages of a hundred open pull requests that are read in one look. */
const MAX_PAGES = 3

type Repository = Installation['repository']

export const gitHubPullRequests = ({ call, repository, appId }: Installation): PullRequests => ({
  get: number =>
    call(`read pull request ${number}`, async octokit => {
      const { data } = await octokit.rest.pulls.get({ ...repository, pull_number: number })
      return {
        number,
        author: { login: data.user.login, id: data.user.id },
        head: data.head.sha,
        base: data.base.ref,
        open: data.state === 'open',
        merged: data.merged,
        // A fork that was deleted leaves no repository behind.
        fork: data.head.repo?.full_name !== data.base.repo.full_name,
      }
    }),

  openTo: base =>
    call(`list the pull requests to ${base}`, async octokit => {
      const listed = octokit.paginate.iterator(octokit.rest.pulls.list, {
        ...repository,
        base,
        state: 'open',
        per_page: 100,
      })
      const heads: { number: number; head: string }[] = []
      let pages = 0
      for await (const { data } of listed) {
        heads.push(...data.map(({ number, head }) => ({ number, head: head.sha })))
        pages += 1
        if (pages >= MAX_PAGES) return { complete: data.length < 100, heads }
      }
      return { complete: true, heads }
    }),

  containing: commit =>
    call(`find the pull requests of ${commit}`, async octokit => {
      const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
        ...repository,
        commit_sha: commit,
      })
      return data.map(pull => pull.number)
    }),

  propose: proposal =>
    call(`open a pull request from ${proposal.branch}`, octokit => propose(octokit, repository, proposal)),

  comment: (number, comment) =>
    call(`comment on pull request ${number}`, octokit =>
      commentOnce(octokit, { ...repository, issue_number: number }, comment, appId),
    ),
})

/** Every step is safe to take again: a crash in between is finished by asking once more. */
const propose = async (octokit: Octokit, repository: Repository, proposal: Proposal): Promise<string> => {
  const { data } = await octokit.rest.repos.get(repository)
  const base = data.default_branch
  const head = `${repository.owner}:${proposal.branch}`
  const opened = await octokit.rest.pulls.list({ ...repository, head, state: 'all' })
  const found = opened.data.find(pull => pull.head.ref === proposal.branch)
  if (found !== undefined) return found.html_url
  await makeBranch(octokit, repository, base, proposal.branch)
  await writeFile(octokit, repository, proposal)
  const pull = await octokit.rest.pulls.create({
    ...repository,
    title: proposal.message,
    body: proposal.body,
    head: proposal.branch,
    base,
  })
  return pull.data.html_url
}

/** Somebody else may have written the mark: only what this App wrote counts. */
const commentOnce = async (
  octokit: Octokit,
  place: Repository & { readonly issue_number: number },
  { mark, text, since }: Comment,
  appId: number,
): Promise<void> => {
  const listed = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    ...place,
    since: new Date(since).toISOString(),
    per_page: 100,
  })
  for await (const { data } of listed) {
    const isThere = data.some(
      ({ body = '', performed_via_github_app: by }) => by?.id === appId && body.includes(mark),
    )
    if (isThere) return
  }
  await octokit.rest.issues.createComment({ ...place, body: text })
}

const makeBranch = async (
  octokit: Octokit,
  repository: Repository,
  base: string,
  branch: string,
): Promise<void> => {
  const tip = await octokit.rest.git.getRef({ ...repository, ref: `heads/${base}` })
  try {
    await octokit.rest.git.createRef({ ...repository, ref: `refs/heads/${branch}`, sha: tip.data.object.sha })
  } catch (error) {
    // 422: it is there already, from a try that did not get further.
    if (statusOf(error) !== 422) throw error
  }
}

const writeFile = async (octokit: Octokit, repository: Repository, proposal: Proposal): Promise<void> => {
  const { branch, path, text, message } = proposal
  const { data } = await octokit.rest.repos.getContent({ ...repository, path, ref: branch })
  if (Array.isArray(data) || data.type !== 'file') throw new TypeError(`${path} is no file`)
  if (new TextDecoder().decode(fromBase64(data.content)) === text) return
  await octokit.rest.repos.createOrUpdateFileContents({
    ...repository,
    path,
    branch,
    message,
    sha: data.sha,
    content: toBase64(new TextEncoder().encode(text)),
  })
}
