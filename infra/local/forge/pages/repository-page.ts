import { html } from 'hono/html'
import type { Context } from '../context.ts'
import { allRefs, type Commit, commits, commitsBetween } from '../git/objects.ts'
import { atLeast } from '../identity/permission.ts'
import type { Deployment, Pull } from '../records/records.ts'
import { DEFAULT_BRANCH } from '../settings.ts'
import { checkRunsOf } from '../work/checks.ts'
import { deploymentsWhere } from '../work/deployments.ts'
import { isGoingOn, stateOf } from './check.ts'
import { deploymentRow, isUnderWay } from './deployment.ts'
import { ago, commitLink, type Html, type Page } from './layout.ts'
import type { Visitor } from './session.ts'

/** `/`: how to clone, the branches, the pull requests. */
export const repositoryPage = async (context: Context, visitor: Visitor): Promise<Page> => {
  const { user } = visitor
  const branches = await branchRows(context, visitor)
  const pulls = context.records.pulls.all().toReversed()
  const newest = newestDeployments(context)
  const clone = context.addresses.git.replace('://', `://${user.login}:${user.token}@`)
  return {
    title: 'repository',
    user,
    live: context.records.checkRuns.all().some(isGoingOn) || newest.some(isUnderWay),
    body: html`<h1>${context.addresses.fullName}</h1>
      <pre>git clone ${clone}</pre>
      <h2>Pull requests</h2>
      <div class="card rows">
        ${pulls.length === 0 ? html`<div class="faint">none yet: push a branch</div>` : pulls.map(pull => pullRow(context, pull))}
      </div>
      ${newest.length === 0 ? '' : html`<h2>Environments</h2><div class="card rows">${newest.map(one => deploymentRow(context, one))}</div>`}
      <h2>Branches</h2>
      <div class="card rows">
        ${branches.length === 0 ? html`<div class="faint">none yet: push ${DEFAULT_BRANCH}</div>` : branches}
      </div>`,
  }
}

/** The newest deployment to each environment. */
const newestDeployments = (context: Context): Deployment[] => {
  const all = deploymentsWhere(context, () => true)
  return all.filter(
    ({ environment }, index) => all.findIndex(one => one.environment === environment) === index,
  )
}

/** Open, merged or closed. */
export const pullState = (pull: Pull): Html => {
  const state = pull.merged === null ? pull.state : 'merged'
  return html`<span class="state ${state}">${state}</span>`
}

const pullRow = (context: Context, pull: Pull): Html => html`<div>
  ${pullState(pull)}
  <span class="grow"><a href="/pulls/${pull.number}">#${pull.number} ${pull.title}</a></span>
  ${checkRunsOf(context, pull.head.sha).map(stateOf)}
  <span class="faint">${pull.author}, ${ago(context, pull.updatedAt)}</span>
</div>`

const branchRows = async (context: Context, visitor: Visitor): Promise<Html[]> => {
  const heads = [...(await allRefs(context.git))].filter(([ref]) => ref.startsWith('refs/heads/'))
  const tips = await commits(
    context.git,
    heads.map(([, sha]) => sha),
  )
  const main = heads.find(([ref]) => ref === `refs/heads/${DEFAULT_BRANCH}`)?.[1]
  const rows = heads.map(async ([ref, sha], index) => {
    const branch = ref.slice('refs/heads/'.length)
    const ahead = main === undefined ? 0 : (await commitsBetween(context.git, main, sha)).length
    return branchRow(context, visitor, { branch, sha, ahead, tip: tips[index] })
  })
  return Promise.all(rows)
}

interface Branch {
  readonly branch: string
  readonly sha: string
  /** Commits that the default branch has not. */
  readonly ahead: number
  readonly tip: Commit | undefined
}

const branchRow = (
  context: Context,
  { user, formToken }: Visitor,
  { branch, sha, ahead, tip }: Branch,
): Html => {
  const taken = context.records.pulls.all().some(pull => pull.state === 'open' && pull.head.ref === branch)
  const title = tip?.message.split('\n')[0] ?? ''
  const form = html`<form method="post" action="/pulls">
    <input type="hidden" name="token" value="${formToken}" />
    <input type="hidden" name="title" value="${title}" />
    <button name="head" value="${branch}">Open pull request</button>
  </form>`
  return html`<div>
    <strong>${branch}</strong> ${commitLink(sha)}
    <span class="grow">${title}</span>
    ${checkRunsOf(context, sha).map(stateOf)}
    ${ahead > 0 && !taken && atLeast(user.role, 'write') ? form : ''}
  </div>`
}
