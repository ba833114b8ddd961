import { createHash } from 'node:crypto'
import type { Manifest } from './manifest.ts'

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:12vh auto;padding:0 1rem;color:#1f2328}
button{font:inherit;font-weight:600;padding:.6rem 1.2rem;border:0;border-radius:6px;background:#1f883d;color:#fff;cursor:pointer}
dt{font-weight:600}dd{margin:0 0 .6rem}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}}`

/** Nothing is loaded, and the form goes to GitHub only; `github` is its origin. */
export const policyFor = (github: string): string =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action ${github}; frame-ancestors 'none'`

/** One button: GitHub shows what the App may do, and asks once more. */
export const startPage = (manifest: Manifest, action: string): string =>
  page(`<h1>Create the GitHub App</h1>
<dl><dt>Name</dt><dd>${text(manifest.name)}</dd>
<dt>Hears from GitHub at</dt><dd>${text(manifest.hook_attributes.url)}</dd>
<dt>May</dt><dd>${text(rightsOf(manifest))}</dd>
<dt>Is told of</dt><dd>${text(manifest.default_events.join(', '))}</dd></dl>
<form method="post" action="${text(action)}">
<input type="hidden" name="manifest" value="${text(JSON.stringify(manifest))}">
<button type="submit">Create it at GitHub</button></form>`)

/** What the browser shows in the end. */
export const lastPage = (words: string): string => page(`<h1>${text(words)}</h1>`)

const rightsOf = ({ default_permissions: rights }: Manifest): string =>
  Object.entries(rights)
    .map(([name, access]) => `${access} ${name.replaceAll('_', ' ')}`)
    .join(', ')

const page = (body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>cygnet</title><style>${STYLE}</style><body>${body}</body></html>`

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const text = (value: string): string => value.replaceAll(/[&<>"']/g, character => ESCAPES[character] ?? '')
