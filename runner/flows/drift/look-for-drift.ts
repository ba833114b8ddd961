import { isDue, type KnownDrift, readKnown } from '../../core/drift/known.ts'
import { DRIFT } from '../../core/paths.ts'
import type { Journal } from '../../core/state/journal.ts'
import type { Disk } from '../../ports/disk.ts'
import type { Gateway } from '../gateway.ts'
import { glance } from './glance.ts'

/**
 * The part of a turn that looks for drift. As long as a glance sees what it saw last time, that is all; otherwise what
 * compares, reports and repairs is loaded. A look that fails is said, and ends no turn.
 */
export const lookForDrift = async (gateway: Gateway, journal: Journal): Promise<void> => {
  const { inForce, pending } = journal
  if (inForce === undefined || pending !== undefined) return
  try {
    const known = await knownDrift(gateway.disk)
    const same =
      known?.bundle === inForce.digest &&
      !isDue(known, gateway.clock.now()) &&
      (await glance(gateway, known.watched)) === known.glance
    if (same) return
    const { takeStock } = await import('./take-stock.ts')
    await takeStock(gateway, journal, inForce, known)
  } catch (error) {
    gateway.say(`drift cannot be looked for: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** What the last look found. */
export const knownDrift = async (disk: Disk): Promise<KnownDrift | undefined> =>
  readKnown(await disk.read('read what drifted', DRIFT))
