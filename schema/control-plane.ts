import * as z from 'zod'
import { AuditEntry } from './audit-chain.ts'
import { Phase } from './release-phase.ts'
import { StandingName } from './standing.ts'
import { LOSS_CAUSES } from './wire/measured.ts'
import { Digest } from './wire/names.ts'

/** What the control plane answers to an operator: below `/v1/<network>`, to a GitHub token or a key: `docs/protocol.md` §12. */

/** `GET status`. */
export const Status = z.object({
  network: z.string(),
  /** Whether gateways are asked to measure their tunnels; left out where nobody knows. */
  measures: z.boolean().optional(),
  /** The newest release; null before the first. */
  release: z.nullable(
    z.object({
      number: z.number(),
      plan: Digest,
      commit: z.string(),
      phase: Phase,
      /** How it stands, in one line. */
      title: z.string(),
      approvedBy: z.string(),
      /** Publishing was given up, and why. */
      stopped: z.string().optional(),
      /** The wave that is under way, from 1. */
      wave: z.number(),
      waves: z.array(
        z.object({
          /** Those in one group change together. */
          groups: z.array(z.array(z.string())),
          /** Seconds. */
          soak: z.number(),
          atOnce: z.number(),
        }),
      ),
      /** Why it went no further; null when nothing stopped it. */
      halt: z.nullable(
        z.object({
          gateway: z.nullable(z.string()),
          code: z.string(),
          message: z.string(),
          wave: z.number(),
          at: z.string(),
        }),
      ),
      /** What a person can do to it now. */
      can: z.array(z.enum(['pause', 'resume', 'roll-back'])),
      /** When it moves by itself if nobody says anything, ISO 8601; null: it waits for a word. */
      movesAt: z.nullable(z.string()),
    }),
  ),
  /** Approved, and begins when the release has come to rest. */
  next: z.nullable(z.object({ plan: Digest, commit: z.string(), approvedBy: z.string() })),
  /** On the default branch and not approved by as many as it takes. */
  waiting: z.nullable(
    z.object({ plan: Digest, commit: z.string(), approvedBy: z.array(z.string()), needed: z.number() }),
  ),
  /** Open pull requests whose topology is valid. */
  pulls: z.array(
    z.object({
      number: z.number(),
      plan: Digest,
      head: z.string(),
      fork: z.boolean(),
      approvedBy: z.nullable(z.string()),
      /** How many people have to. */
      needed: z.number(),
    }),
  ),
  gateways: z.array(
    z.object({
      name: z.string(),
      /** Digest of the bundle of the newest release; null for one that it does not name. */
      bundle: z.nullable(Digest),
      standing: StandingName,
      /** The wave in which the release changes it, from 1; null for one that it leaves alone. */
      wave: z.nullable(z.number()),
      /** Why it waits, fell sick or did not go back, in its own words; null when there is nothing to say. */
      words: z.nullable(z.object({ code: z.string(), message: z.string() })),
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
      /** What its newest report that measured anything says; null while none did. */
      measured: z.nullable(
        z.object({
          receivedAt: z.string(),
          tunnels: z.array(
            z.object({
              tunnel: z.string(),
              /** Packets through all of the tunnel. */
              sent: z.number(),
              lost: z.number(),
              /** Milliseconds on average; null when nothing was answered. */
              roundTrip: z.nullable(z.number()),
              /** The same below the tunnel; null where that is not measured. */
              underlay: z.nullable(z.object({ sent: z.number(), lost: z.number() })),
            }),
          ),
        }),
      ),
    }),
  ),
  /** The newest losses, newest first. What they say is their gateway's word. */
  losses: z.array(
    z.object({
      gateway: z.string(),
      tunnel: z.string(),
      /** Null: below the tunnel. */
      child: z.nullable(z.string()),
      /** By the gateway's clock, and when it was told first by ours. */
      at: z.string(),
      heardAt: z.string(),
      seconds: z.number(),
      lost: z.number(),
      ongoing: z.boolean(),
      cause: z.enum(LOSS_CAUSES),
      words: z.string(),
    }),
  ),
  /** Work that failed at least once and is tried again. */
  stuck: z.array(z.object({ key: z.string(), attempts: z.number(), why: z.string() })),
  /** The newest entries of the audit log, oldest first. */
  audit: z.array(AuditEntry),
})

const said = <T extends z.ZodType>(shape: T) =>
  z.union([z.object({ said: shape }), z.object({ problem: z.string() })])

/** `GET examination`: how the control plane was set up. */
export const Examination = z.object({
  /** Milliseconds since 1970, by its clock. */
  now: z.number(),
  /** Where it says that it is reached: what enrolment tokens name. */
  address: z.string(),
  /** When its cron came by last; null when it never did. */
  visited: z.nullable(z.number()),
  /** Public half of its SIGNING_KEY, base64. */
  workerKey: z.string(),
  /** Logins with keys; null when OPERATOR_KEYS is not what it should be. */
  operators: z.nullable(z.array(z.string())),
  /** Whether it has a secret by which it knows GitHub's webhooks. */
  webhookSecret: z.boolean(),
  /** The ways in that people have to its pages. */
  logIn: z.array(z.enum(['github', 'access'])),
  app: said(
    z.object({
      permissions: z.record(z.string(), z.string()),
      events: z.array(z.string()),
      suspended: z.boolean(),
    }),
  ),
  /** Whether somebody's webhook is told what happens, or why it is not although somebody wants it; a Worker from before says nothing. */
  notices: said(z.boolean()).optional(),
  /** Webhooks of the last day that did not arrive. */
  failedDeliveries: said(z.number()),
})

/** Behind every entry that there will be: who asks for what follows it learns only where the log ends. */
export const BEHIND_ALL_ENTRIES = 999_999_999_999_999

/** What stands in the query of the next: a number of at most 15 digits. */
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

/** `POST rollback` with `{ release }`: the newest one, by its number. */
export const RollbackRequest = z.strictObject({ release: z.number().int().min(1) })

/** The same, and `POST pause` and `POST resume` without a body: what was done to which release. */
export const SteeringAnswer = z.object({ release: z.number(), by: z.string() })

/** `POST tokens` with `{ gateway }`. The token is a secret. */
export const TokenRequest = z.strictObject({ gateway: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/) })
export const TokenAnswer = z.object({ token: z.string() })

/** Every answer that is not a success. `code` is stable. */
export const Failure = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }),
})

export type Status = z.infer<typeof Status>
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>
export type SteeringAnswer = z.infer<typeof SteeringAnswer>
export type TokenAnswer = z.infer<typeof TokenAnswer>
export type Examination = z.infer<typeof Examination>
export type AuditPage = z.infer<typeof AuditPage>
export type Failure = z.infer<typeof Failure>
