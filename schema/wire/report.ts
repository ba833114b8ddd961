import * as z from 'zod/mini'
import { ChildState } from './child-state.ts'
import { Drift } from './drifted.ts'
import { Measured } from './measured.ts'
import { Digest, Name, Signature64 } from './names.ts'

const Words = z.string().check(z.maxLength(4096))

/**
 * What happened to a bundle here.
 * committed: in force. reverted: tried, did not hold, the old one is back. refused: never touched the gateway.
 * unchanged: nothing new, sent when what is up or what drifted has changed, and for what was measured.
 */
export const Outcome = z.enum(['committed', 'reverted', 'refused', 'unchanged'])

/** Why a gateway does not apply the newest release although nothing went wrong: codes of a problem. `docs/protocol.md` §7.4. */
export const WAITS = ['paused', 'rolled-back', 'window-closed', 'interrupted', 'strongswan-down'] as const

export const Report = z.strictObject({
  cygnet: z.literal(1),
  network: Name,
  gateway: Name,
  /** Grows by at least one with every report of this gateway, also across restarts. */
  counter: z.int().check(z.minimum(1)),
  /** The gateway's own clock, ISO 8601 in UTC. */
  at: z.iso.datetime(),
  outcome: Outcome,
  /** The bundle that the outcome speaks of; left out when none was opened (bad metadata, say). */
  bundle: z.optional(Digest),
  /** The bundle that is in force now; left out on a gateway that never committed one. */
  inForce: z.optional(Digest),
  /** Release number of the newest trusted target. */
  release: z.optional(z.int()),
  /**
   * Why, when the outcome is reverted or refused: a code and the words of the tool that failed. With the others: what keeps the
   * newest release from being applied although nothing went wrong (`WAITS`), or `clock-behind`. `docs/protocol.md` §7.4.
   */
  problem: z.optional(z.strictObject({ code: z.string().check(z.maxLength(64)), message: Words })),
  children: z.array(ChildState).check(z.maxLength(4096)),
  drift: z.optional(Drift),
  measured: z.optional(Measured),
  runner: z.string().check(z.maxLength(64)),
})

/** The signature is Ed25519 by the gateway's sign key over the canonical bytes of `report`. */
export const SignedReport = z.strictObject({ report: Report, signature: Signature64 })

export type Outcome = z.infer<typeof Outcome>
export type Report = z.infer<typeof Report>
export type SignedReport = z.infer<typeof SignedReport>
