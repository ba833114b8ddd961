import type { Monitor, MonitoredPath } from '../../../schema/wire/monitor.ts'
import { growingPause } from '../../core/growing-pause.ts'
import type { Echo } from '../../core/monitor/echo.ts'
import { pathKey } from '../../core/monitor/path-key.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Echoes } from '../../ports/echoes.ts'

/** Milliseconds for which the old one goes on when a new one has begun: what it has sent is answered by then. */
const OVERLAP = 3000

/** What is asked from one own address, and what ends it. */
interface Group {
  readonly key: string
  readonly end: AbortController
}

interface Needs {
  readonly clock: Clock
  readonly say: (line: string) => void
  readonly echoes: Pick<Echoes, 'watch'>
  readonly tell: (echo: Echo) => void
}

/** Asks along paths, from each own address by itself, so that a change of some leaves the others their beat. */
export const watchPaths = (needs: Needs) => {
  const groups = new Map<string, Group>()
  const wanted = new Set<string>()
  const tell = (echo: Echo): void => {
    if (wanted.has(pathKey(echo.path))) needs.tell(echo)
  }
  return {
    /** From now on these paths; no path that stays misses a beat. */
    follow: ({ every, paths }: Pick<Monitor, 'every' | 'paths'>): void => {
      wanted.clear()
      for (const path of paths) wanted.add(pathKey(path))
      const bySource = Map.groupBy(paths, ({ from }) => from)
      for (const [from, { end }] of groups) {
        if (bySource.has(from)) continue
        end.abort()
        groups.delete(from)
      }
      for (const [from, group] of bySource) {
        const key = JSON.stringify([every, group])
        const old = groups.get(from)
        if (old?.key === key) continue
        const end = new AbortController()
        groups.set(from, { key, end })
        void keepAsking({ ...needs, tell }, group, every * 1000, end.signal)
        // The new one has begun before the old one ends.
        if (old !== undefined) void needs.clock.wait(OVERLAP).then(() => old.end.abort())
      }
    },
  }
}

/** Whatever asks may end, and is begun again, until the signal is given. */
const keepAsking = async (
  { clock, say, echoes, tell }: Needs,
  paths: readonly MonitoredPath[],
  every: number,
  signal: AbortSignal,
): Promise<void> => {
  const pause = growingPause()
  while (!signal.aborted) {
    const begun = clock.elapsed()
    try {
      await echoes.watch(paths, every, tell, signal)
    } catch (error) {
      if (pause.isFirst())
        say(
          `measuring from ${paths[0]?.from ?? 'nowhere'}: ${error instanceof Error ? error.message : String(error)}`,
        )
    }
    await clock.wait(pause.after(clock.elapsed() - begun), signal)
  }
}
