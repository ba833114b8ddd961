import { difference } from '../../core/difference.ts'
import type { OpenFiles } from '../../core/keys/open.ts'
import { LIVE_NETPLAN, LIVE_NETWORKD } from '../../core/paths.ts'
import { type ArmedGeneration, type CommittedGeneration, committedFrom } from '../../core/state/generation.ts'
import type { Journal, Pending } from '../../core/state/journal.ts'
import { keptBeside } from '../../core/state/kept.ts'
import type { Daemon } from '../../ports/ipsec.ts'
import type { Gateway } from '../gateway.ts'
import { catchUp, isLate } from './catch-up.ts'
import { changeOf } from './change.ts'
import { forgetOthers, loadBundle } from './generations.ts'
import { loadJournal, saveJournal } from './journal-file.ts'
import type { LiveChange } from './put-in-force.ts'

/** A generation that is in force, and the journal that says so. */
export interface Committed {
  readonly committed: CommittedGeneration
  readonly journal: Journal
}

/** Thrown when the way back was taken, or is about to be, before the decision was made. */
export class TooLate extends Error {
  override readonly name = 'TooLate'
}

/** Thrown when the decision could not be written, and certainly was not. */
export class Undecided extends Error {
  override readonly name = 'Undecided'
}

/**
 * The decision: one synced rename, after which the generation is in force whatever happens. Throws `TooLate` when the
 * timer has taken the way back, or may be about to, and `Undecided` when the disk does not take it.
 */
export const decide = async (
  { disk, clock }: Gateway,
  armed: ArmedGeneration,
): Promise<{ readonly journal: Journal; readonly pending: Pending }> => {
  const journal = await loadJournal(disk)
  const { pending } = journal
  if (pending?.phase !== 'armed' || pending.digest !== armed.digest || clock.elapsed() >= armed.until.elapsed)
    throw new TooLate('the time to decide was over before the change had proven itself')
  const decided: Pending = { ...pending, phase: 'decided', decided: clock.now().toISOString() }
  const next = { ...journal, pending: decided }
  try {
    await saveJournal(disk, 'decide', next)
  } catch (cause) {
    // It may have failed after the rename: then everybody reads that it was decided.
    if ((await loadJournal(disk)).pending?.phase !== 'armed') throw cause
    throw new Undecided(cause instanceof Error ? cause.message : String(cause), { cause })
  }
  return { journal: next, pending: decided }
}

/** Writes what the decision left to be written; safe to repeat, also after a crash or a reboot in between. */
export const finish = async (gateway: Gateway, journal: Journal, pending: Pending): Promise<Committed> => {
  const { timer, services } = await gateway.tools()
  await timer.disarm()
  const bundle = await loadBundle(gateway.disk, pending.digest)
  const change = await changeOf(gateway, journal, { bundle }, 'forward')
  const { from, to, daemon } = change
  await writeFiles(gateway, from, to)
  await gateway.disk.remove('stop trying interfaces', LIVE_NETPLAN)
  await gateway.disk.remove('stop trying networkd settings', LIVE_NETWORKD)
  // First: `prefer` waits for no daemon to end before the other begins, and a charon that finds its port taken takes the starter with it.
  if (await isLate(gateway, pending)) await catchUpAsFarAsItGoes(gateway, change)
  if (daemon.from !== daemon.to || journal.inForce === undefined) await services.prefer(bundle.daemon)
  await reloadWhereChanged(gateway, bundle.daemon, from, to)
  await forgetOthers(
    gateway.disk,
    new Set([pending.digest, ...keptBeside(journal, pending).map(({ digest }) => digest)]),
  )
  return { committed: committedFrom({ bundle, digest: pending.digest, release: pending.release }), journal }
}

/** After the decision nothing goes back, and what is not live after this is drift. */
const catchUpAsFarAsItGoes = async (gateway: Gateway, change: LiveChange): Promise<void> => {
  try {
    await catchUp(gateway, change)
  } catch (error) {
    gateway.say(`not all is live yet: ${error instanceof Error ? error.message : 'unknown'}`)
  }
}

/** Writes the files of one generation in place of another's: only what differs. Throws a `DiskError`. */
export const writeFiles = async ({ disk }: Gateway, from: OpenFiles, to: OpenFiles): Promise<void> => {
  const { write, remove } = difference(from, to)
  for (const file of write)
    await disk.write(`commit ${file.path}`, file.path, new TextEncoder().encode(file.text), file.mode)
  for (const path of remove) await disk.remove(`commit the end of ${path}`, path)
}

/** After the decision nothing goes back: a daemon that is not there to reload reads its settings when it starts. */
export const reloadWhereChanged = async (
  gateway: Gateway,
  daemon: Daemon,
  from: OpenFiles,
  to: OpenFiles,
): Promise<void> => {
  if (!difference(from, to).changed.has('/etc/strongswan.d/cygnet.conf')) return
  try {
    await gateway.ipsec.reload(daemon)
  } catch (error) {
    gateway.say(
      `strongSwan did not reload its settings: ${error instanceof Error ? error.message : 'unknown'}`,
    )
  }
}
