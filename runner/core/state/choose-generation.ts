import type { Journal, Released } from './journal.ts'
import { RollbackError } from './rollback-error.ts'

/** Fewer digits of a digest name nothing: they could be a release's number. */
const SHORTEST_DIGEST = 8

/**
 * The kept generation that a person means: a release's number, or a digest or its beginning (8 digits or more). Without
 * one, the last that was in force and is older than what is. Throws a `RollbackError`.
 */
export const chooseGeneration = (journal: Journal, wanted: string | undefined): Released => {
  if (journal.pending !== undefined)
    throw new RollbackError(
      'under-way',
      `release ${journal.pending.release} is under way (${journal.pending.phase})`,
      'wait until it is decided or taken back: cygnet-runner status says so',
    )
  return wanted === undefined ? before(journal) : named(journal, wanted)
}

const before = ({ inForce, earlier = [] }: Journal): Released => {
  const older = earlier.find(({ release }) => inForce !== undefined && release < inForce.release)
  if (older === undefined)
    throw new RollbackError(
      'nothing-earlier',
      'there is nothing to go back to: no generation from before the one in force is on this disk',
      earlier.length === 0 ? 'every change that is committed keeps the one before it' : listOf(earlier),
    )
  return bare(older)
}

const named = ({ inForce, earlier = [] }: Journal, wanted: string): Released => {
  const isMeant = ({ digest, release }: Released): boolean =>
    String(release) === wanted || (wanted.length >= SHORTEST_DIGEST && digest.startsWith(wanted))
  if (inForce !== undefined && isMeant(inForce))
    throw new RollbackError('in-force', `release ${inForce.release} is in force already`, listOf(earlier))
  const [found, another] = earlier.filter(isMeant)
  if (found === undefined)
    throw new RollbackError('unknown', `no generation on this disk is called ${wanted}`, listOf(earlier))
  if (another !== undefined)
    throw new RollbackError('ambiguous', `${wanted} means more than one generation`, listOf(earlier))
  return bare(found)
}

const bare = ({ digest, release }: Released): Released => ({ digest, release })

const listOf = (kept: readonly Released[]): string =>
  kept.length === 0
    ? 'no earlier generation is kept here'
    : `kept here: ${kept.map(({ digest, release }) => `release ${release} (${digest.slice(0, 12)})`).join(', ')}`
