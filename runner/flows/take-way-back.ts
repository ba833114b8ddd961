import type { Verdict } from '../core/state/journal.ts'
import type { Lock } from '../ports/lock.ts'
import { loadJournal } from './change/journal-file.ts'
import type { Gateway } from './gateway.ts'
import { recover } from './once.ts'
import { deliver } from './report/report.ts'

/** As far as anybody knows the change has cut the runner off. */
const TIMED_OUT: Verdict = {
  blame: 'bundle',
  code: 'timed-out',
  message: 'the change was not decided in time, so it was taken back',
}

/** How often the lock is tried, a second apart, before a runner that hangs is ended. */
const TRIES = 20

/**
 * What the timer outside the runner does: takes the way back of a change that nobody decided. A runner that is at work
 * gets a while to finish; then it is ended, because it hangs. Returns the exit code.
 */
export const takeWayBack = async (
  gateway: Gateway,
  lock: Lock,
  endTheOther: () => Promise<void>,
): Promise<number> => {
  for (let attempt = 0; attempt < 2 * TRIES; attempt++) {
    const done = await lock.holding(() => back(gateway))
    if (done !== undefined) return done.value
    if (attempt === TRIES) await endTheOther()
    await gateway.clock.wait(1000)
  }
  throw new Error('another runner holds the lock and does not end')
}

const back = async (gateway: Gateway): Promise<number> => {
  if ((await loadJournal(gateway.disk)).pending === undefined) return 0
  const { journal } = await recover(gateway, TIMED_OUT)
  await deliver(gateway)
  return journal.pending === undefined ? 0 : 1
}
