import { html } from 'hono/html'
import * as z from 'zod'
import type { AuditEntry } from '../../schema/audit-chain.ts'
import { Phase } from '../../schema/release-phase.ts'
import { baseOf, type Html } from './page.ts'
import { ago, code, empty, head, type Maybe, state, table } from './pieces.ts'
import type { PastRelease } from './release-history.ts'
import { phaseHealth } from './rollout-body.ts'
import type { AuditView } from './view.ts'

/** Releases, and who approved them. */
export const releasesBody = (
  network: string,
  now: number,
  releases: readonly PastRelease[],
  older: number | undefined,
): Html => html`
  ${head('Releases', html`<p class="lead">The newest first. What was approved is what ships: an approval binds the digest of the plan.</p>`)}
  <section id="releases" class="part" data-part aria-label="Releases">
    ${
      releases.length === 0
        ? empty(
            html`None yet. Approve the plan of a change, by the button on its check or with <code>cygnet approve</code>.`,
          )
        : table(
            'releases-table',
            'Releases',
            ['Release', 'How it ended', 'Approved by', 'Began', 'Plan', 'Commit'],
            releases.map(one => releaseRow(now, one)),
          )
    }
    ${further(`${baseOf(network)}/releases`, older, 'Older releases')}
  </section>`

const releaseRow = (now: number, release: PastRelease): Html => {
  const phase = Phase.safeParse(release.state)
  return html`<tr>
    <th scope="row">${release.number}</th>
    <td>${phase.success ? state(phaseHealth(phase.data)) : release.state}
      <span class="faint">${release.stateBy === undefined ? '' : `by ${release.stateBy}, `}${ago(now, release.stateAt)}</span>
      ${release.why === undefined ? '' : html`<p class="said"><code>${release.why.code}</code> ${release.why.message}</p>`}</td>
    <td>${release.approvals.map(({ by, at }) => html`<div>${by} ${at === undefined ? '' : html`<span class="faint">${ago(now, at)}</span>`}</div>`)}</td>
    <td>${ago(now, release.startedAt)}</td>
    <td>${code(release.plan)}</td>
    <td>${code(release.commit)}</td>
  </tr>`
}

/** The audit log, the newest entry first. */
export const auditBody = (network: string, { entries, older }: AuditView): Html => html`
  ${head('Audit log', html`<p class="lead">Chained and signed: <code>cygnet audit verify</code> proves it on a laptop.</p>`)}
  <section id="audit" class="part" data-part aria-label="Entries">
    ${
      entries.length === 0
        ? empty('Nothing was done yet. Every approval, release and refusal will stand here.')
        : table(
            'audit-table',
            'Entries of the audit log',
            ['Number', 'When, UTC', 'Who', 'What', 'Detail'],
            entries.map(auditRow),
          )
    }
    ${further(`${baseOf(network)}/audit`, older, 'Older entries')}
  </section>`

const auditRow = ({ number, at, who, what, detail, hash }: AuditEntry): Html => html`<tr>
  <th scope="row" title="${hash}">${number}</th>
  <td class="when">${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}</td>
  <td>${who}</td>
  <td class="kind">${what}</td>
  <td class="detail">${detailWords(detail)}</td>
</tr>`

/** Characters of one value; a release of a thousand gateways names them all. */
const MOST = 300

/** Names and values in a line; what is no such thing, as it is. */
const detailWords = (detail: string): Html | Html[] => {
  const members = membersIn(detail)
  return members === undefined
    ? html`<code>${cut(detail)}</code>`
    : members.map(([name, value]) => html`<span><i>${name}</i> ${valueWords(value)}</span> `)
}

const membersIn = (detail: string): [string, unknown][] | undefined => {
  try {
    return Object.entries(z.record(z.string(), z.unknown()).parse(JSON.parse(detail)))
  } catch {
    return undefined
  }
}

const valueWords = (value: unknown): Html | string => {
  if (typeof value === 'string') return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? code(value) : cut(value)
  if (Array.isArray(value) && value.every(one => typeof one === 'string' || typeof one === 'number'))
    return value.length === 0 ? 'none' : cut(value.join(', '))
  if (typeof value === 'object' && value !== null)
    return cut(
      Object.entries(value)
        .map(([name, one]) => `${name} ${typeof one === 'string' ? one : JSON.stringify(one)}`)
        .join(', '),
    )
  return String(value)
}

const cut = (text: string): string => (text.length <= MOST ? text : `${text.slice(0, MOST)}…`)

const further = (address: string, older: number | undefined, words: string): Maybe =>
  older === undefined
    ? ''
    : html`<p class="further"><a href="${address}?before=${older}" rel="next">${words}</a></p>`
