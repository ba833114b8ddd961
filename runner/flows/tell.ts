import { problem } from '../core/problem.ts'
import { DiskError } from '../ports/disk-error.ts'
import type { Idle } from './drive.ts'
import type { Gateway } from './gateway.ts'
import { deliver, reportChildren } from './report.ts'

/** The end of a turn: says what is new and delivers what waits. A disk that does not take it hides nothing of what came before. */
export const tell = async (gateway: Gateway, idle: Idle): Promise<Idle> => {
  try {
    await reportChildren(gateway, idle.journal)
    await deliver(gateway)
    return idle
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
    return { trouble: problem(`disk-${error.code}`, error.message), ...idle }
  }
}
