import * as z from 'zod'

/** What the control plane answers to an operator: below `/v1/<network>`, with a GitHub token as Bearer. */

const Digest = z.string().regex(/^[0-9a-f]{64}$/)

/** `GET status`. */
export const Status = z.object({
  network: z.string(),
  /** The newest release; null before the first. */
  release: z.nullable(
    z.object({
      number: z.number(),
      plan: Digest,
      commit: z.string(),
      phase: z.enum(['publishing', 'rolling', 'completed', 'failed']),
      approvedBy: z.string(),
      stopped: z.string().optional(),
    }),
  ),
  /** On the default branch and not approved. */
  waiting: z.nullable(z.object({ plan: Digest, commit: z.string() })),
  /** Open pull requests whose topology is valid. */
  pulls: z.array(
    z.object({
      number: z.number(),
      plan: Digest,
      head: z.string(),
      fork: z.boolean(),
      approvedBy: z.nullable(z.string()),
    }),
  ),
  gateways: z.array(
    z.object({
      name: z.string(),
      /** Digest of the bundle of the newest release; null for one that it does not name. */
      bundle: z.nullable(Digest),
      standing: z.enum(['pending', 'committed', 'reverted', 'refused', 'not-in-release']),
      /** What it said last; null while it has said nothing. */
      report: z.nullable(
        z.object({
          outcome: z.string(),
          counter: z.number(),
          /** By the gateway's clock and by ours, ISO 8601. */
          saidAt: z.string(),
          receivedAt: z.string(),
          inForce: z.nullable(z.string()),
          problem: z.nullable(z.object({ code: z.string(), message: z.string() })),
          /** What somebody changed by hand there; null when nothing did. */
          drift: z.nullable(
            z.object({
              repaired: z.boolean(),
              found: z.array(z.object({ kind: z.string(), what: z.string(), diff: z.array(z.string()) })),
              more: z.number(),
            }),
          ),
          tunnels: z.object({ up: z.number(), trap: z.number(), down: z.number() }),
          runner: z.string(),
        }),
      ),
    }),
  ),
  /** Work that failed at least once and is tried again. */
  stuck: z.array(z.object({ key: z.string(), attempts: z.number(), why: z.string() })),
  /** The newest entries of the audit log, oldest first; each chained by hash to the one before. */
  audit: z.array(
    z.object({
      number: z.number(),
      at: z.number(),
      who: z.string(),
      what: z.string(),
      detail: z.string(),
      previous: Digest,
      hash: Digest,
    }),
  ),
})

/** `POST approvals` with `{ plan }`. */
export const ApprovalRequest = z.strictObject({ plan: Digest })
export const ApprovalAnswer = z.object({ plan: Digest, by: z.string(), at: z.string() })

/** `POST tokens` with `{ gateway }`. The token is a secret. */
export const TokenRequest = z.strictObject({ gateway: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/) })
export const TokenAnswer = z.object({ token: z.string() })

/** Every answer that is not a success. `code` is stable. */
export const Failure = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }),
})

export type Status = z.infer<typeof Status>
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>
export type TokenAnswer = z.infer<typeof TokenAnswer>
export type Failure = z.infer<typeof Failure>
