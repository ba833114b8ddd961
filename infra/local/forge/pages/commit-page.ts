import { html } from 'hono/html'
import type { Context } from '../context.ts'
import { notFound } from '../failure.ts'
import { commits, diffSinceBase, resolve } from '../git/objects.ts'
import type { Deployment } from '../records/records.ts'
import { checkRunsOf } from '../work/checks.ts'
import { deploymentsWhere } from '../work/deployments.ts'
import { checkCard, isGoingOn } from './check.ts'
import { deploymentRow, isUnderWay } from './deployment.ts'
import { coloured } from './diff.ts'
import { ago, commitLink, type Html, type Page } from './layout.ts'
import type { Visitor } from './session.ts'

/** `/commits/SHA`: the commit, its checks (a rollout among them), and what it changed. */
export const commitPage = async (context: Context, visitor: Visitor, name: string): Promise<Page> => {
  const { git } = context
  const sha = await resolve(git, name, 'commit')
  const [commit] = sha === undefined ? [] : await commits(git, [sha])
  if (commit === undefined) throw notFound()
  const [parent] = commit.parents
  const runs = checkRunsOf(context, commit.sha)
  const deployments = deploymentsWhere(context, deployment => deployment.sha === commit.sha)
  const [title, ...rest] = commit.message.split('\n')
  return {
    title: `${commit.sha.slice(0, 7)} ${title}`,
    user: visitor.user,
    live: runs.some(isGoingOn) || deployments.some(isUnderWay),
    body: html`<h1>${title}</h1>
      ${rest.join('').trim() === '' ? '' : html`<pre>${rest.join('\n').trim()}</pre>`}
      <p class="faint">
        ${commit.author.name}, ${ago(context, commit.committer.date)}, <code>${commit.sha}</code>
        ${commit.parents.map(parent => html` after ${commitLink(parent)}`)}
      </p>
      <h2>Checks</h2>
      ${runs.length === 0 ? html`<p class="faint">none</p>` : runs.map(run => checkCard(run, visitor))}
      ${deploymentList(context, deployments)}
      ${parent === undefined ? '' : html`<h2>Changes</h2>${coloured(await diffSinceBase(git, parent, commit.sha))}`}`,
  }
}

const deploymentList = (context: Context, deployments: readonly Deployment[]): Html | string =>
  deployments.length === 0
    ? ''
    : html`<h2>Deployments</h2>
        <div class="card rows">${deployments.map(deployment => deploymentRow(context, deployment))}</div>`
