import * as z from 'zod'
import { Phase } from '../../schema/release-phase.ts'
import { Digest } from '../../schema/wire/names.ts'
import { Candidate } from './candidate.ts'
import { Person } from './person.ts'
import { Moment, Standing } from './standing.ts'

/** A bundle, and the number of the release that brought it: its commit and its plan are in `Rollout.origins`. */
export const Held = z.object({ bundle: Digest, from: z.number().int() })

/** What the repository tells one gateway. A higher number than before is news, also of the same bundle. */
export const Shown = z.object({ ...Held.shape, number: z.number().int() })

/** Gateways that change one after the other or together, and stay healthy for a while before the next wave begins. */
export const Wave = z.object({
  /** Who changes at the same time stands in one group; most are alone. */
  groups: z.array(z.array(z.string())),
  /** Seconds. */
  soak: z.number().int(),
  /** How many may be under way together; a group goes together even beyond. */
  atOnce: z.number().int().min(1),
})

/**
 * One crossing of the fleet. A release has one; a change that needs both ends (expand, switch, contract) would have more, each with
 * bundles and waves of its own, one after the other.
 */
export const Crossing = z.object({
  /** What each gateway of the waves shall run. */
  bundles: z.record(z.string(), Digest),
  waves: z.array(Wave),
})

/** Somebody paused, went on, went back. */
const Hand = z.object({ by: Person, at: Moment })

/** Why it went no further. */
export const Halt = z.object({
  /** The gateway that fell sick; left out when it was the publishing. */
  gateway: z.string().optional(),
  code: z.string(),
  message: z.string(),
  wave: z.number().int(),
  at: Moment,
})

/** One approved plan on its way through the fleet. */
export const Release = z.object({
  number: z.number().int().min(1),
  candidate: Candidate,
  /** In the order in which they gave their word: two when it reaches beyond the limit. */
  approvedBy: z.array(Person).min(1),
  phase: Phase,
  crossings: z.array(Crossing).min(1),
  /** Which crossing and which of its waves is under way, from 0. */
  crossing: z.number().int(),
  wave: z.number().int(),
  /** Since when all of the wave were well; left out while they are not. */
  healthySince: Moment.optional(),
  /** Since when all of the wave had committed: it must be well for the soak time in bounded time. */
  committedSince: Moment.optional(),
  /** The gateways that it changes. */
  standings: z.record(z.string(), Standing),
  /** What each of them last committed before it was given this release; null: nothing. It is what it goes back to. */
  base: z.record(z.string(), z.nullable(Held)),
  /** Gateways that leave the network with the last wave: what the repository told them, and their sign keys. */
  removed: z.record(z.string(), z.object({ shown: Shown, sign: z.array(z.string()) })),
  /** Number under which gateways are told the release now: another one when a wave is tried again. */
  told: z.number().int(),
  paused: Hand.optional(),
  resumed: Hand.optional(),
  rolledBack: Hand.optional(),
  halt: Halt.optional(),
  /** Publishing was given up, and why. */
  stopped: z.string().optional(),
})

export type Held = z.infer<typeof Held>
export type Shown = z.infer<typeof Shown>
export type Wave = z.infer<typeof Wave>
export type Crossing = z.infer<typeof Crossing>
export type Halt = z.infer<typeof Halt>
export type Release = z.infer<typeof Release>
