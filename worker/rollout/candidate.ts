import * as z from 'zod'
import { Digest } from '../../schema/wire/names.ts'
import { Person } from './person.ts'
import { Rules } from './rules.ts'

/** A commit, by its whole name. */
export const Sha = z.string().regex(/^[0-9a-f]{40}$/)

/** One gateway of the network and what it shall run. */
export const Member = z.object({
  gateway: z.string(),
  bundle: Digest,
  /** Its public Ed25519 key, base64. */
  sign: z.string(),
})

/** So many of so many. */
const Part = z.object({ count: z.number().int(), of: z.number().int() })

/** How far a change reaches, beside what it only adds. */
export const Reach = z.object({
  gateways: Part,
  /** Gateways and tunnels that go, of all there were. */
  removals: Part,
})

/** A commit of the default branch that compiles, and what releasing it would mean. */
export const Candidate = z.object({
  commit: Sha,
  plan: Digest,
  members: z.array(Member),
  /** Seconds between two polls of a gateway. */
  every: z.number().int(),
  /** Seconds for which a gateway may say nothing; left out by rows of the time before a topology said so. */
  silence: z.number().int().optional(),
  /** Share of packets that a tunnel may lose while a wave soaks, from 0 to 1; left out: loss halts nothing. */
  loss: z.number().optional(),
  /** What its own topology says: in force for what comes after it. */
  rules: Rules,
  /** Those who wrote the change. */
  authors: z.array(Person),
  /** Gateways that must change together: the two ends of tunnels that cannot agree with only one of them changed. */
  coupled: z.array(z.array(z.string())),
  reach: Reach,
})

export type Member = z.infer<typeof Member>
export type Reach = z.infer<typeof Reach>
export type Candidate = z.infer<typeof Candidate>
