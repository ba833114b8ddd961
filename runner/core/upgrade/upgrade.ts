import type { Architecture, RunnerRelease } from '../../../schema/wire/runner-release.ts'
import { type Problem, problem } from '../problem.ts'
import { againAt, hasCome } from '../state/try-again.ts'
import type { WantedPackage } from '../trust/trusted.ts'
import { type Failed, triesOf, type Under, type UpgradeJournal } from './upgrade-journal.ts'

/** Seconds until a package is asked for again that could not be had: it is large, and the repository serves polls too. */
export const TRY_AGAIN_AFTER = 15 * 60

/** What a bundle's word about the runner comes to. */
export type Wish =
  /** Nothing is to be done: nobody named a version, or it runs. */
  | { readonly is: 'met' }
  /** Not now, for this reason. */
  | { readonly is: 'stuck'; readonly why: Problem }
  | { readonly is: 'open'; readonly wanted: WantedPackage }

/** What this gateway has to say to what its bundle in force wants of the runner. A lower version is as good a wish as a higher one. */
export const wishOf = (
  release: RunnerRelease | undefined,
  has: { readonly version: string; readonly architecture: Architecture | undefined },
  { failed }: UpgradeJournal,
  now: Date,
): Wish => {
  if (release === undefined || release.version === has.version) return { is: 'met' }
  const { version } = release
  const found = has.architecture && release.packages[has.architecture]
  if (found === undefined || has.architecture === undefined)
    return stuck(
      'upgrade-no-package',
      `runner ${version} has no package for ${has.architecture ?? 'this machine'}`,
    )
  const before = failed.find(({ sha256 }) => sha256 === found.sha256)
  if (before !== undefined && (before.again === undefined || !hasCome(before.again, now)))
    return stuck(before.code, before.message)
  return { is: 'open', wanted: { version, architecture: has.architecture, package: found } }
}

const stuck = (code: string, message: string): Wish => ({ is: 'stuck', why: problem(code, message) })

/** What is to be seen of an upgrade that is under way, whichever of the two runners looks. */
export interface Sight {
  /** The version of the runner that looks. */
  readonly version: string
  /** Whether the package of the runner before is still kept: the one that settles removes it first. */
  readonly canGoBack: boolean
  /** Whether the way back was taken to its end. */
  readonly wentBack: boolean
  /** Whether the installation, the way back or the timer that takes it is at work. */
  readonly isActive: boolean
}

/**
 * What a runner does about an upgrade under way.
 * prove: the new one; it has to be heard. rearm: the same, and nothing would take it back any more.
 * tidy: over, what is left of it goes. wait: not this runner's turn. go-back: nobody else does it.
 * failed: the old one is back; remember, and say so.
 */
export type UpgradeStep = 'prove' | 'rearm' | 'tidy' | 'wait' | 'go-back' | 'failed'

/** What to do next. Total: any runner may find anything, also one that somebody installed by hand in between. */
export const upgradeStep = (
  { to }: Pick<Under, 'to'>,
  { version, canGoBack, wentBack, isActive }: Sight,
): UpgradeStep => {
  const isNew = version === to
  if (wentBack) return isNew ? 'tidy' : 'failed'
  if (!canGoBack) return 'tidy'
  if (isNew) return isActive ? 'prove' : 'rearm'
  return isActive ? 'wait' : 'go-back'
}

/** Tries of a package that a reboot or bad luck ends; a runner that makes its machine start anew has as many. */
const TRIES = 3

/** What is remembered when the runner before is back, by the word that the way back left and what dpkg had said. */
export const wentBack = (
  { from, to, sha256, within }: Under,
  how: { readonly word: string; readonly dpkg: string },
  known: UpgradeJournal,
  now: Date,
): Failed => {
  const reason = reasonOf(how, within)
  const why = problem('upgrade-reverted', `runner ${from} is back in the place of ${to}: ${reason}`)
  if (how.word === 'late' || how.word === 'refused') return { sha256, version: to, ...why }
  const tries = triesOf(known, sha256) + 1
  const again = tries < TRIES ? againAt(tries, now).toISOString() : undefined
  return { sha256, version: to, ...why, tries, ...(again && { again }) }
}

const reasonOf = (
  { word, dpkg }: { readonly word: string; readonly dpkg: string },
  within: number,
): string => {
  if (word === 'late') return `it did not report within ${within} s`
  if (word === 'refused') return `dpkg did not install it: ${dpkg}`
  if (word === 'boot') return 'the machine started anew before it had reported'
  return 'the installation was interrupted'
}
