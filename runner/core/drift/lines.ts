import { structuredPatch } from 'diff'
import { DRIFT_BOUNDS } from '../../../schema/wire/report-bounds.ts'
import { visible } from '../visible.ts'

/** Texts above this many lines differ too much to be worth a diff. */
const MAX_LINES = 4000

/** What people write beside secrets; a foreign line that has one of these is never shown. */
const SECRETIVE = /secret|psk|eap|xauth|ntlm|passw|private|\bkey\b|0s[A-Za-z0-9+/]{8}|0x[0-9a-f]{8}/i

/** What stands for a line that is not shown. */
const HIDDEN = '(a line that may hold a secret)'

/**
 * The lines of a unified diff from what should be there to what is: `-` is missing, `+` is there instead. At most as many
 * and as long as a report takes. What is there was written by somebody else: control characters and secrets are left out.
 */
export const diffLines = (wanted: string, seen: string): string[] => {
  if (wanted.split('\n').length > MAX_LINES || seen.split('\n').length > MAX_LINES)
    return ['(too long to compare by line)']
  const patch = structuredPatch('', '', ended(wanted), ended(seen), undefined, undefined, {
    context: 1,
    maxEditLength: MAX_LINES,
  })
  if (patch === undefined) return ['(too different to compare by line)']
  const lines = patch.hunks.flatMap(({ oldStart, lines: hunk }) => [`@@ line ${oldStart} @@`, ...hunk])
  return bounded(lines.map(shown))
}

/** Lines as a report takes them; what is left out is counted. */
export const bounded = (lines: readonly string[]): string[] => {
  const cut = lines.map(line =>
    line.length > DRIFT_BOUNDS.line ? `${line.slice(0, DRIFT_BOUNDS.line - 1)}…` : line,
  )
  if (cut.length <= DRIFT_BOUNDS.lines) return cut
  const kept = cut.slice(0, DRIFT_BOUNDS.lines - 1)
  return [...kept, `(${cut.length - kept.length} lines more)`]
}

/** The last line ends like any other: whether it does is told apart by the bytes. */
const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

const shown = (line: string): string => {
  const [mark, words] = [line.slice(0, 1), visible(line.slice(1))]
  return `${mark}${mark === '+' && SECRETIVE.test(words) ? HIDDEN : words}`
}
