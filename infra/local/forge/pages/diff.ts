import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** Lines shown of a diff; nobody reads more on a page. */
const SHOWN = 4000

const kindOf = (line: string): string => {
  if (line.startsWith('diff --git ')) return 'file'
  if (line.startsWith('@@')) return 'hunk'
  if (/^(\+\+\+|---|index|new file|deleted file|similarity|rename) /.test(line)) return 'head'
  if (line.startsWith('+')) return 'add'
  return line.startsWith('-') ? 'remove' : 'same'
}

/** A unified diff in colours. */
export const coloured = (diff: string): Html => {
  const lines = diff.split('\n').filter(line => !line.startsWith('index '))
  const shown = lines.slice(0, SHOWN).map(line => html`<span class="${kindOf(line)}">${line || ' '}</span>`)
  return html`<pre class="diff">${shown}</pre>
    ${lines.length > SHOWN ? html`<p class="faint">${lines.length - SHOWN} more lines</p>` : ''}`
}
