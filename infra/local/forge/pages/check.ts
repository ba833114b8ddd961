import { html, raw } from 'hono/html'
import { atLeast } from '../identity/permission.ts'
import type { Annotation, CheckRun } from '../records/records.ts'
import { buttonsOf } from '../work/checks.ts'
import type { Html } from './layout.ts'
import { renderMarkdown } from './markdown.ts'
import type { Visitor } from './session.ts'

/** The state of a check run as one word in its colour. */
export const stateOf = (run: CheckRun): Html => {
  const state = run.conclusion ?? run.status
  return html`<span class="state ${state}">${state.replaceAll('_', ' ')}</span>`
}

/** True while a check run may still change by itself. */
export const isGoingOn = (run: CheckRun): boolean => run.status !== 'completed'

/** A check run in full: what the App wrote, where it points to, and the buttons. */
export const checkCard = (
  run: CheckRun,
  visitor: Visitor,
): Html => html`<section class="card" id="check-${run.id}">
  <div>${stateOf(run)} <strong>${run.name}</strong> <span class="faint">${run.title ?? ''}</span> ${run.detailsUrl === null ? '' : html`<a href="${run.detailsUrl}">details</a>`}</div>
  ${run.summary === null ? '' : html`<div>${raw(renderMarkdown(run.summary))}</div>`}
  ${run.annotations.map(annotationBlock)}
  ${run.text === null ? '' : html`<div>${raw(renderMarkdown(run.text))}</div>`} ${buttons(run, visitor)}
</section>`

const annotationBlock = (note: Annotation): Html => {
  const column = note.start_column === null ? '' : `:${note.start_column}`
  return html`<div class="annotation ${note.annotation_level}">
    <code>${note.path}:${note.start_line}${column}</code> <strong>${note.title ?? note.annotation_level}</strong>
    <pre>${note.message}</pre>
  </div>`
}

const buttons = (run: CheckRun, { user, formToken }: Visitor): Html => {
  const form = (path: string, identifier: string, label: string, kind: string): Html =>
    html`<form method="post" action="/checks/${run.id}/${path}">
      <input type="hidden" name="token" value="${formToken}" />
      <button class="${kind}" name="identifier" value="${identifier}">${label}</button>
    </form>`
  const offered = buttonsOf(run).map(
    ({ identifier, label, description }) =>
      html`<span>${form('actions', identifier, label, '')} <span class="faint">${description}</span></span>`,
  )
  const again =
    !isGoingOn(run) && atLeast(user.role, 'write') ? form('rerequest', 'rerequest', 'Run again', 'quiet') : ''
  return html`<div class="buttons">${offered}${again}</div>`
}
