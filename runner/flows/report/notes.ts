import { type Problem, problem } from '../../core/problem.ts'
import type { Journal, Waiting } from '../../core/state/journal.ts'
import { readKnownTime, timeBy } from '../../core/trust/known-time.ts'
import type { Gateway } from '../gateway.ts'
import { TrustFolder } from '../trust/trust-folder.ts'
import { loadUpgrade } from '../upgrade/upgrade-file.ts'

/** What keeps this gateway from the newest release although nothing went wrong, or from its runner; and a clock that is behind. */
export const notes = async (gateway: Gateway, journal: Journal): Promise<readonly Problem[]> => {
  const { waiting, paused, rolledBack } = journal
  const found: Problem[] = []
  const held = waiting === undefined ? '' : `; release ${waiting.release} waits`
  if (paused !== undefined)
    found.push(
      problem(
        'paused',
        `nothing new is applied here since ${paused.since}: ${paused.reason ?? 'no reason was given'}${held}`,
      ),
    )
  if (rolledBack !== undefined)
    found.push(
      problem(
        'rolled-back',
        `somebody went back from release ${rolledBack.release}: only a newer one is applied here`,
      ),
    )
  if (waiting !== undefined && paused === undefined) found.push(whyItWaits(waiting, journal))
  const { standing } = await loadUpgrade(gateway.disk)
  if (standing !== undefined) found.push(problem(standing.code, standing.message))
  // A disk that does not give it away ended the poll already, and a report has to leave all the same.
  if (await isClockBehind(gateway).catch(() => false))
    found.push(problem('clock-behind', 'the clock of this gateway is behind what it has seen: set it'))
  return found
}

const whyItWaits = ({ release, until }: Waiting, { interrupted }: Journal): Problem =>
  interrupted !== undefined && until === interrupted.due
    ? problem('interrupted', `release ${release} is tried again after ${until}: ${interrupted.why}`)
    : problem('window-closed', `release ${release} waits until ${until ?? 'the clock is right'}`)

/** Whether the clock says a time that was certainly over before: nobody can tell then what time of day it is. */
export const isClockBehind = async ({ disk, clock, identity }: Gateway): Promise<boolean> => {
  const known = readKnownTime(await new TrustFolder(disk, `${identity.folder}/trust`).time())
  return timeBy(known, clock.now()).behind
}
