import { isIP } from 'node:net'
import type { Echo, Path } from '../../ports/echo.ts'
import { ToolError } from '../../ports/tool-error.ts'
import { run } from '../process.ts'

/** Milliseconds for an answer, and how often a path is asked again: one packet may be lost to anything. */
const ANSWER_WITHIN = 1000
const RETRIES = 2

/** Exit codes: all answered; some did not. */
const FINE = [0, 1]

/** ICMP echo by fping: many targets in one process, one for each own address. */
export const fping: Echo = {
  answering: async all => {
    // A name is never looked up, and an option is never one.
    const paths = all.filter(({ from, to }) => isIP(from) !== 0 && isIP(to) !== 0)
    const own = new Set(paths.map(({ from }) => from))
    const answered = [...own].map(from =>
      alive(
        from,
        paths.filter(path => path.from === from),
      ),
    )
    return (await Promise.all(answered)).flat()
  },
}

const alive = async <Some extends Path>(from: string, paths: readonly Some[]): Promise<readonly Some[]> => {
  const how = ['-a', '-q', '-t', String(ANSWER_WITHIN), '-r', String(RETRIES), '-B', '1', '-S', from]
  const { code, out, words } = await run('fping', [...how, '--', ...paths.map(({ to }) => to)])
  // An own address that is not there yet (or any more) brings no answer; that is not fping's failure.
  if (!FINE.includes(code) && !words.includes('bind')) throw new ToolError('failed', 'fping', words.trim())
  const seen = new Set(out.split('\n'))
  return paths.filter(({ to }) => seen.has(to))
}
