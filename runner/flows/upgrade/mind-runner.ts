import { type Problem, problem } from '../../core/problem.ts'
import type { Journal } from '../../core/state/journal.ts'
import { wishOf } from '../../core/upgrade/upgrade.ts'
import { type UpgradeJournal, withStanding } from '../../core/upgrade/upgrade-journal.ts'
import { askWindow } from '../ask-window.ts'
import { inForceBundle } from '../change/change.ts'
import type { Gateway } from '../gateway.ts'
import { hasUndelivered } from '../report/report.ts'
import { loadUpgrade, saveUpgrade } from './upgrade-file.ts'

/**
 * The part of a turn that looks at the runner itself, after the configuration: what the bundle in force wants is begun, or what
 * is in its way is noted. `hurry` does not wait for the window.
 */
export const mindRunner = async (gateway: Gateway, journal: Journal, hurry: boolean): Promise<void> => {
  if (journal.pending !== undefined) return
  const release = (await inForceBundle(gateway, journal))?.runner
  const known = await loadUpgrade(gateway.disk)
  if (release === undefined || release.version === gateway.version)
    return await note(gateway, known, undefined)
  const { ownPackage } = await gateway.tools()
  const has = { version: gateway.version, architecture: ownPackage.architecture }
  const wish = wishOf(release, has, known, gateway.clock.now())
  if (wish.is !== 'open') return await note(gateway, known, wish.is === 'stuck' ? wish.why : undefined)
  // A pause speaks for itself; and a control plane that does not hear this runner would not hear the next one.
  if (journal.paused !== undefined || (await hasUndelivered(gateway.disk))) return
  const waits = hurry ? undefined : await waitsForWindow(gateway, journal, release.version)
  await note(gateway, known, waits)
  if (waits !== undefined) return
  const { beginUpgrade } = await import('./begin-upgrade.ts')
  await beginUpgrade(gateway, release, wish.wanted)
}

const waitsForWindow = async (
  gateway: Gateway,
  journal: Journal,
  version: string,
): Promise<Problem | undefined> => {
  const answer = await askWindow(gateway, journal)
  if (answer.is !== 'closed') return undefined
  const until = answer.until?.toISOString() ?? 'the clock is right'
  return problem('upgrade-waits', `runner ${version} waits until ${until}`)
}

/** Writes down what is in the way of the runner that is wanted, when that is news; every report says it. */
const note = async (gateway: Gateway, known: UpgradeJournal, why: Problem | undefined): Promise<void> => {
  const was = known.standing
  if (was?.code === why?.code && was?.message === why?.message) return
  await saveUpgrade(gateway.disk, 'note what the upgrade waits for', withStanding(known, why))
}
