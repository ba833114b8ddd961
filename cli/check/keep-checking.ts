import { CommandError } from '../command-error.ts'
import { paintFor } from '../terminal.ts'
import type { TopologyFiles } from '../topology-folder.ts'
import { changesBetween, shownChanges } from './changes.ts'
import { jsonVerdict, shownVerdict, type Verdict, verdictOn } from './verdict.ts'

/** What a watch reads, and where it shows what it found. */
export interface Watched {
  /** Throws a CommandError while there is no topology, or half of one. */
  readonly read: () => Promise<TopologyFiles>
  readonly now: () => Date
  readonly show: (text: string) => void
  readonly format: 'text' | 'json'
  /** Undefined where nobody looks at a screen. */
  readonly clear: (() => void) | undefined
}

/**
 * Checks at every tick until there are no more, and shows what is wrong, and what is new or mended since the last check.
 * A topology that vanished, or that an editor has half written, is waited for.
 */
export const keepChecking = async (ticks: AsyncIterable<unknown>, watched: Watched): Promise<void> => {
  let before: Verdict | undefined
  let trouble: string | undefined
  for await (const _ of ticks) {
    const files = await filesOrTrouble(watched)
    if (typeof files === 'string') {
      if (files !== trouble) showTrouble(files, watched)
      trouble = files
      continue
    }
    if (trouble === undefined && before !== undefined && sameFiles(before.files, files)) continue
    trouble = undefined
    const verdict = verdictOn(files, watched.now())
    showVerdict(verdict, before, watched)
    before = verdict
  }
}

const filesOrTrouble = async ({ read }: Watched): Promise<TopologyFiles | string> => {
  try {
    return await read()
  } catch (error) {
    // A file that was listed and is gone by now: the next tick comes with whatever replaces it.
    if (error instanceof CommandError || isGone(error)) return error.message
    throw error
  }
}

const isGone = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

const sameFiles = (before: TopologyFiles, after: TopologyFiles): boolean =>
  before.size === after.size && [...after].every(([name, text]) => before.get(name) === text)

const showTrouble = (message: string, { show, clear, format }: Watched): void => {
  clear?.()
  show(format === 'json' ? JSON.stringify({ valid: false, waiting: message }) : `waiting: ${message}`)
}

const showVerdict = (
  verdict: Verdict,
  before: Verdict | undefined,
  { show, clear, format }: Watched,
): void => {
  clear?.()
  if (format === 'json') return show(JSON.stringify(jsonVerdict(verdict)))
  const paint = paintFor(process.stdout)
  const changes =
    before === undefined ? [] : shownChanges(changesBetween(before.problems, verdict.problems), paint)
  const lines = shownVerdict(verdict, paint)
  for (const line of [...lines.slice(0, -1), ...changes, ...lines.slice(-1)]) show(line)
}
