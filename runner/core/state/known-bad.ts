import { type Problem, problemKey } from '../problem.ts'
import type { Journal, Released } from './journal.ts'

/** How many failed bundles are remembered; the oldest go first. */
const REMEMBERED = 64

/** A bundle that failed here is not tried again until it is released anew, under a newer number. */
export const isKnownBad = (journal: Journal, offered: Released): boolean =>
  journal.knownBad.some(bad => bad.digest === offered.digest && offered.release <= bad.release)

/** The journal with this bundle among the ones that failed, with the newest release of it that did, and why. */
export const rememberBad = (journal: Journal, failed: Released, why: Problem): Journal => {
  const others = journal.knownBad.filter(bad => bad.digest !== failed.digest)
  const earlier = journal.knownBad.find(bad => bad.digest === failed.digest)?.release ?? 0
  const entry = { digest: failed.digest, release: Math.max(failed.release, earlier), why: problemKey(why) }
  return { ...journal, knownBad: [...others, entry].slice(-REMEMBERED) }
}
