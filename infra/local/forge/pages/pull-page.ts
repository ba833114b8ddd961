import { html, raw } from 'hono/html'
import type { Context } from '../context.ts'
import { mergedTree } from '../git/change.ts'
import { type Commit, commits, commitsBetween, diffSinceBase } from '../git/objects.ts'
import { atLeast } from '../identity/permission.ts'
import type { Pull } from '../records/records.ts'
import { checkRunsOf } from '../work/checks.ts'
import { checkCard, isGoingOn } from './check.ts'
import { coloured } from './diff.ts'
import { ago, commitLink, type Html, type Page } from './layout.ts'
import { renderMarkdown } from './markdown.ts'
import { pullState } from './repository-page.ts'
import type { Visitor } from './session.ts'

/** `/pulls/N`: what is proposed, what the checks say of it, and the buttons. */
export const pullPage = async (context: Context, visitor: Visitor, pull: Pull): Promise<Page> => {
  const { git } = context
  const { base, head, number } = pull
  const [list, diff] = await Promise.all([
    commitsBetween(git, base.sha, head.sha).then(shas => commits(git, shas)),
    diffSinceBase(git, base.sha, head.sha),
  ])
  const runs = checkRunsOf(context, head.sha)
  return {
    title: `#${number} ${pull.title}`,
    user: visitor.user,
    // A check comes some moments after the push; until then there is something to wait for too.
    live: pull.state === 'open' && (runs.length === 0 || runs.some(isGoingOn)),
    body: html`<h1>${pull.title} <span class="faint">#${number}</span></h1>
      <p>
        ${pullState(pull)} ${pull.author} wants <code>${head.ref}</code> in <code>${base.ref}</code>,
        <span class="faint">${ago(context, pull.updatedAt)}</span>
      </p>
      ${pull.body === null ? '' : html`<div class="card">${raw(renderMarkdown(pull.body))}</div>`}
      ${await mergePart(context, visitor, pull)}
      <h2>Checks</h2>
      ${runs.length === 0 ? html`<p class="faint">none yet</p>` : runs.map(run => checkCard(run, visitor))}
      ${context.records.comments
        .all()
        .flatMap(({ pull: on, author, body }) =>
          on === number
            ? [html`<div class="card"><p class="faint">${author}</p>${raw(renderMarkdown(body))}</div>`]
            : [],
        )}
      <h2>Commits</h2>
      ${commitRows(list)}
      <h2>Changes</h2>
      ${coloured(diff)}`,
  }
}

const mergePart = async ({ git }: Context, { user, formToken }: Visitor, pull: Pull): Promise<Html> => {
  if (pull.merged !== null) return html`<p>merged by ${pull.merged.by} as ${commitLink(pull.merged.sha)}</p>`
  if (pull.state === 'closed') return html``
  if ((await mergedTree(git, pull.base.sha, pull.head.sha)) === undefined) {
    return html`<p class="failure">conflicts with ${pull.base.ref}: merge it into ${pull.head.ref} first</p>`
  }
  if (!atLeast(user.role, 'write')) return html`<p class="faint">merging takes write access</p>`
  return html`<form method="post" action="/pulls/${pull.number}/merge">
    <input type="hidden" name="token" value="${formToken}" />
    <button name="sha" value="${pull.head.sha}">Merge pull request</button>
  </form>`
}

const commitRows = (list: readonly Commit[]): Html =>
  html`<div class="card rows">
    ${list.map(
      ({ sha, message, author }) => html`<div>
        ${commitLink(sha)} <span class="grow">${message.split('\n')[0]}</span>
        <span class="faint">${author.name}</span>
      </div>`,
    )}
  </div>`
