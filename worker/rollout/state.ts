import * as z from 'zod'

/**
 * What the control plane remembers of a network's rollouts, as JSON in one row. Everything that decides later (who may
 * approve, whose signature counts) is in here, so that the decision never depends on what Git says by then.
 */

const Sha = z.string().regex(/^[0-9a-f]{40}$/)
const Digest = z.string().regex(/^[0-9a-f]{64}$/)
/** Milliseconds since 1970, by the control plane's clock. */
const Moment = z.number().int()

export const Tunnels = z.object({ up: z.number().int(), trap: z.number().int(), down: z.number().int() })

/** Where one gateway stands with the release it was given. */
export const Standing = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pending'),
    /** It said why it does not apply the release yet; without, it has said nothing. */
    waits: z.object({ code: z.string(), message: z.string() }).optional(),
  }),
  z.object({ kind: z.literal('committed'), at: Moment, tunnels: Tunnels }),
  z.object({
    kind: z.enum(['reverted', 'refused']),
    at: Moment,
    tunnels: Tunnels,
    /** The gateway's own words: foreign text, escaped where it is shown. */
    code: z.string(),
    message: z.string(),
  }),
])

export const Member = z.object({
  gateway: z.string(),
  bundle: Digest,
  /** Its public Ed25519 key, base64. */
  sign: z.string(),
})

export const Approvers = z.object({
  permission: z.enum(['write', 'maintain', 'admin']),
  users: z.array(z.string()),
  self: z.boolean(),
})

/** A commit of the default branch that compiles, and what releasing it would mean. */
export const Candidate = z.object({
  commit: Sha,
  plan: Digest,
  members: z.array(Member),
  /** Seconds between two polls of a gateway. */
  every: z.number().int(),
  approvers: Approvers,
  /** Logins of those who wrote the change. */
  authors: z.array(z.string()),
})

export const Release = z.object({
  number: z.number().int().min(1),
  candidate: Candidate,
  approvedBy: z.string(),
  phase: z.enum(['publishing', 'rolling', 'completed', 'failed']),
  /** Gateways by wave, in order; the first `wave + 1` of them have been given the release. */
  waves: z.array(z.array(z.string())),
  wave: z.number().int(),
  standings: z.record(z.string(), Standing),
  /** Whoever has said nothing by then counts as failed. */
  deadline: Moment.optional(),
  /** Why it failed before any gateway could. */
  stopped: z.string().optional(),
})

export const Rollout = z.object({
  /** The newest release, whatever became of it. */
  current: Release.optional(),
  /** The last release that every gateway committed. */
  inForce: z.object({ number: z.number().int(), members: z.array(Member) }).optional(),
  /** Pushed, not approved: waits for somebody. */
  waiting: Candidate.optional(),
  /** Who may approve, by the last topology that was approved or changed no gateway. */
  approvers: Approvers.optional(),
})

export type Tunnels = z.infer<typeof Tunnels>
export type Standing = z.infer<typeof Standing>
export type Member = z.infer<typeof Member>
export type Approvers = z.infer<typeof Approvers>
export type Candidate = z.infer<typeof Candidate>
export type Release = z.infer<typeof Release>
export type Rollout = z.infer<typeof Rollout>

export const NOTHING_YET: Rollout = {}

/**
 * The keys whose signature on a report of this gateway counts: of the newest release and of the one in force, so that
 * a gateway that is about to be given a new key can still speak.
 */
export const signKeysOf = (rollout: Rollout, gateway: string): string[] => [
  ...new Set(
    [...(rollout.current?.candidate.members ?? []), ...(rollout.inForce?.members ?? [])]
      .filter(member => member.gateway === gateway)
      .map(member => member.sign),
  ),
]
