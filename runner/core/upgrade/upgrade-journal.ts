import * as z from 'zod/mini'
import { Digest } from '../../../schema/wire/names.ts'
import { RunnerVersion } from '../../../schema/wire/runner-release.ts'
import { SETTLE_WITHIN } from '../config.ts'

/** The file is refused above this many bytes. */
const MAX_BYTES = 256 * 1024

/** How many packages that failed are remembered; the oldest go first. */
const REMEMBERED = 16

const Words = { code: z.string().check(z.maxLength(64)), message: z.string().check(z.maxLength(4096)) }

/** A package that did not come through here, and why. */
const Failed = z.object({
  sha256: Digest,
  version: RunnerVersion,
  ...Words,
  /** When it may be tried again; left out: never, until there is another package. */
  again: z.optional(z.iso.datetime()),
  /** How often it went back for a reason that need not be its own. */
  tries: z.optional(z.int().check(z.minimum(1))),
})

/** An upgrade under way: the way back is laid, and one of the two runners is in place. */
const Under = z.object({
  from: RunnerVersion,
  to: RunnerVersion,
  sha256: Digest,
  /** When the timer takes the way back. */
  until: z.iso.datetime(),
  /** Seconds that it was given until then. */
  within: z._default(z.int().check(z.positive()), SETTLE_WITHIN),
})

/**
 * What is remembered of upgrades, apart from the journal of changes: this file is read by the runner that comes and by the
 * one that goes, so each of them passes over what only the other knows.
 */
export const UpgradeJournal = z.object({
  cygnet: z.literal(1),
  under: z.optional(Under),
  failed: z.array(Failed).check(z.maxLength(REMEMBERED)),
  /** What keeps the runner that the bundle in force names from being the one that runs. */
  standing: z.optional(z.object(Words)),
})

export type UpgradeJournal = z.infer<typeof UpgradeJournal>
export type Failed = z.infer<typeof Failed>
export type Under = z.infer<typeof Under>

/** Parses the file's bytes. Throws when they are none: it is the runner's own, so that is a broken disk. */
export const readUpgrade = (bytes: Uint8Array): UpgradeJournal => {
  if (bytes.length > MAX_BYTES)
    throw new RangeError('what is remembered of upgrades is larger than it ever is')
  return UpgradeJournal.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
}

/** The bytes of the file. */
export const upgradeBytes = (journal: UpgradeJournal): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(journal, undefined, 1)}\n`)

/** The same with this package among those that failed, in the place of what was known of it but for how often it was tried. */
export const withFailed = (journal: UpgradeJournal, failed: Failed): UpgradeJournal => {
  const others = journal.failed.filter(({ sha256 }) => sha256 !== failed.sha256)
  const tries = failed.tries ?? triesOf(journal, failed.sha256)
  return { ...journal, failed: [...others, { ...failed, ...(tries > 0 && { tries }) }].slice(-REMEMBERED) }
}

/** How often a package went back for a reason that need not be its own. */
export const triesOf = ({ failed }: UpgradeJournal, digest: string): number =>
  failed.find(({ sha256 }) => sha256 === digest)?.tries ?? 0

/** The same with nothing under way. */
export const withoutUnder = (journal: UpgradeJournal): UpgradeJournal => {
  const { under: _, ...rest } = journal
  return rest
}

/** The same with this in the way of the runner that is wanted, or nothing. */
export const withStanding = (
  journal: UpgradeJournal,
  standing: UpgradeJournal['standing'],
): UpgradeJournal => {
  const { standing: _, ...rest } = journal
  return standing === undefined ? rest : { ...rest, standing }
}
