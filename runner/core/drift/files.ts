import type { Drifted } from '../../../schema/wire/drifted.ts'
import { INCLUDES, withLine } from '../ipsec/include-line.ts'
import type { OpenFile } from '../keys/open.ts'
import { bounded, diffLines } from './lines.ts'

/** A file as it stands on this gateway. */
export interface SeenFile {
  readonly text: string
  /** Permission bits. */
  readonly mode: number
}

/** How a managed file differs from what the generation wrote; of one with a secret only that it does. */
export const fileDrift = (wanted: OpenFile, secret: boolean, seen: SeenFile | undefined): Drifted[] => {
  const { path: what, mode, text } = wanted
  if (seen === undefined) return [{ kind: 'file', what, diff: ['(the file is gone)'] }]
  const modes =
    seen.mode === mode ? [] : [`-mode ${mode.toString(8)}`, `+mode ${(seen.mode & 0o7777).toString(8)}`]
  if (seen.text === text && modes.length === 0) return []
  const words = secret ? ['(it holds a secret: not shown)'] : diffLines(text, seen.text)
  return [{ kind: 'file', what, diff: bounded([...modes, ...(seen.text === text ? [] : words)]) }]
}

/** Whether a file of somebody else still has the one line that is cygnet's; the rest of it is not looked at. */
export const includeDrift = (path: string, seen: string | undefined): Drifted[] => {
  const include = INCLUDES.find(one => one.path === path)
  if (include === undefined || (seen !== undefined && withLine(seen, include.line, true) === seen)) return []
  return [{ kind: 'include', what: path, diff: [`-${include.line}`] }]
}
