import * as z from 'zod'
import { AuditEntry } from './audit-chain.ts'

/** What the control plane answers to an operator: below `/v1/<network>`, to a GitHub token or a key: `docs/protocol.md` §12. */

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
  /** The newest entries of the audit log, oldest first. */
  audit: z.array(AuditEntry),
})

/** What stands in the query of the next. */
export const AuditRequest = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .default('0')
    .transform(Number),
})

/** `GET audit?after=N`: a page of the audit log, oldest first, and where it ends by now; null while it is empty. */
export const AuditPage = z.object({
  entries: z.array(AuditEntry),
  head: z.nullable(z.object({ number: z.number(), hash: Digest })),
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
export type AuditPage = z.infer<typeof AuditPage>
export type Failure = z.infer<typeof Failure>
