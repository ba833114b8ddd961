import * as z from 'zod'
import { Digest } from '../../schema/wire/names.ts'
import { Candidate, Member, Sha } from './candidate.ts'
import { isOneWave, laterForm } from './one-wave.ts'
import { Person } from './person.ts'
import { Held, Release, Shown } from './release.ts'
import { Rules } from './rules.ts'

/** A plan of the default branch, and who has approved it so far. */
export const Asked = z.object({ candidate: Candidate, approvedBy: z.array(Person) })

/**
 * What the control plane remembers of a network's rollouts, as JSON. Everything that decides later (who may
 * approve, whose signature counts, what to go back to) is in here, so that no decision depends on what Git says by then.
 */
const Remembered = z.object({
  /** The newest release that was started, whatever became of it. */
  current: Release.optional(),
  /** Approved while another is under way: takes over as soon as that has come to rest. */
  next: Asked.optional(),
  /** Pushed, and waits for somebody's word. */
  waiting: Asked.optional(),
  /** Of the last topology that was approved or changed no gateway. */
  rules: Rules.optional(),
  /** The last release that every gateway committed. */
  inForce: z.object({ number: z.number().int(), members: z.array(Member) }).optional(),
  /** What each gateway committed last, as far as it was told to. */
  held: z.record(z.string(), Held),
  /** What the repository is to tell each gateway: all of them that have a delegation. */
  shown: z.record(z.string(), Shown),
  /** Where bundles came from, by the number of the release that brought them. */
  origins: z.record(z.string(), z.object({ commit: Sha, plan: Digest })),
  /** Grows with every change of `shown`; and the newest one that is known to be published. */
  round: z.number().int(),
  published: z.number().int(),
  /** The highest release number that was given out: every going back and every new try takes one as well. */
  numbered: z.number().int(),
})

/** Rows of the time when a release had one wave are read as what they would be now. */
export const Rollout = z.preprocess(row => (isOneWave(row) ? laterForm(row) : row), Remembered)

export type Asked = z.infer<typeof Asked>
export type Rollout = z.infer<typeof Remembered>

export const NOTHING_YET: Rollout = { held: {}, shown: {}, origins: {}, round: 0, published: 0, numbered: 0 }

/**
 * The keys whose signature on a report of this gateway counts: of the newest release and of the one in force, so that a
 * gateway that is about to be given a new key can still speak; and of one that left, while it may come back. Of a gateway that
 * was told the newest release only its key there: with a stolen one somebody could keep out the gateway that replaces it.
 */
export const signKeysOf = ({ current, inForce }: Rollout, gateway: string): string[] => {
  const keyIn = (members: readonly Member[] = []): string[] =>
    members.filter(member => member.gateway === gateway).map(({ sign }) => sign)
  const newest = keyIn(current?.candidate.members)
  const isTold = ['pending', 'committed', 'failed'].includes(current?.standings[gateway]?.kind ?? '')
  if (isTold && newest.length > 0) return newest
  return [...new Set([...newest, ...keyIn(inForce?.members), ...(current?.removed[gateway]?.sign ?? [])])]
}
