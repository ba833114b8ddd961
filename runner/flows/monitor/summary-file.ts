import type { Measured } from '../../../schema/wire/measured.ts'
import type { Summary } from '../../core/monitor/summary.ts'
import { MEASURED, MEASURED_TOLD } from '../../core/paths.ts'
import type { Disk } from '../../ports/disk.ts'
import type { Outlet } from './outlets.ts'

/** Steps of which a report tells when it has nothing else to say: about a minute of them. */
const ENOUGH = 6

/** Milliseconds after which what was measured says nothing of now. */
const STALE = 300_000

/** Keeps the last minutes of what is measured where every runner on this gateway finds it, and no reboot. */
export const summaryFile = (disk: Disk, begun: number, random: number): Outlet => {
  let summary: Summary = { run: `${begun}-${random}`, steps: [] }
  let since = begun
  return {
    take: async ({ at, samples, losses }) => {
      const { extended } = await import('../../core/monitor/summary.ts')
      summary = extended(summary, { since, samples, losses })
      since = at
      await disk.write('keep what is measured', MEASURED, bytesOf(JSON.stringify(summary)), 0o600)
    },
    stop: async () => await disk.remove('forget what is measured', MEASURED),
  }
}

/** What is measured and no report has told yet, and how that is noted once one does. */
export interface Untold {
  readonly measured: Measured
  /** About a minute of it, or more. */
  readonly isEnough: boolean
  readonly told: () => Promise<void>
}

/**
 * Undefined where nothing is measured, or all is told. Where there is no monitor, one look at a file that is not there: what a killed
 * process left goes once it is told, or every poll until the next boot would read it.
 */
export const untoldMeasurements = async (disk: Disk, now: Date): Promise<Untold | undefined> => {
  const summary = await readSummary(disk)
  if (summary === undefined) return undefined
  const { measuredOf, toldMark, untold } = await import('../../core/monitor/summary.ts')
  const mark = await disk.read('read what was told of it', MEASURED_TOLD).catch(() => undefined)
  const rest = untold(summary, mark && new TextDecoder().decode(mark))
  const measured = measuredOf(rest)
  if (measured === undefined) {
    if (isStale(summary, now)) await disk.remove('forget what was measured', MEASURED).catch(() => undefined)
    return undefined
  }
  return {
    measured,
    isEnough: rest.steps.length >= ENOUGH,
    told: async () => {
      const next = bytesOf(toldMark(summary))
      // Whatever becomes of this note, a report of something else must be written.
      await disk
        .write('note what is told of what is measured', MEASURED_TOLD, next, 0o600)
        .catch(() => undefined)
    },
  }
}

/** What was measured in the minutes before `now`, told or not; undefined where nothing is, or nobody measures any more. */
export const lastMeasured = async (disk: Disk, now: Date): Promise<Measured | undefined> => {
  const summary = await readSummary(disk)
  if (summary === undefined || isStale(summary, now)) return undefined
  return (await import('../../core/monitor/summary.ts')).measuredOf(summary)
}

const isStale = ({ steps }: Summary, now: Date): boolean => now.getTime() - (steps.at(-1)?.since ?? 0) > STALE

/** What is damaged is as good as none: it is made anew within seconds. */
const readSummary = async (disk: Disk): Promise<Summary | undefined> => {
  const bytes = await disk.read('read what is measured', MEASURED).catch(() => undefined)
  if (bytes === undefined) return undefined
  const { Summary } = await import('../../core/monitor/summary.ts')
  try {
    return Summary.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data
  } catch {
    return undefined
  }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
