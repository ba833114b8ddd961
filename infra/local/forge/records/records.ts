import path from 'node:path'
import * as z from 'zod'
import { Collection } from './collection.ts'

const Time = z.iso.datetime()

export const User = z.object({
  id: z.int(),
  login: z.string(),
  role: z.enum(['admin', 'maintain', 'write', 'triage', 'read', 'none']),
  token: z.string(),
  createdAt: Time,
})

export const Pull = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  author: z.string(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string(), sha: z.string() }),
  createdAt: Time,
  updatedAt: Time,
  closedAt: Time.nullable(),
  merged: z.object({ sha: z.string(), by: z.string(), at: Time }).nullable(),
})

export const Comment = z.object({
  id: z.int(),
  /** The pull request's number. */
  pull: z.int(),
  body: z.string(),
  author: z.string(),
  byApp: z.boolean(),
  createdAt: Time,
})

export const Annotation = z.object({
  path: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  start_column: z.int().nullable(),
  end_column: z.int().nullable(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().nullable(),
  raw_details: z.string().nullable(),
})

export const CheckAction = z.object({ label: z.string(), description: z.string(), identifier: z.string() })

const Conclusion = z.enum([
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'stale',
  'timed_out',
])

export const CheckRun = z.object({
  id: z.int(),
  name: z.string(),
  headSha: z.string(),
  appId: z.int(),
  status: z.enum(['queued', 'in_progress', 'completed']),
  conclusion: Conclusion.nullable(),
  startedAt: Time.nullable(),
  completedAt: Time.nullable(),
  createdAt: Time,
  externalId: z.string().nullable(),
  detailsUrl: z.string().nullable(),
  title: z.string().nullable(),
  summary: z.string().nullable(),
  text: z.string().nullable(),
  annotations: z.array(Annotation),
  actions: z.array(CheckAction),
})

const Headers = z.record(z.string(), z.string())

export const Delivery = z.object({
  id: z.int(),
  guid: z.string(),
  event: z.string(),
  action: z.string().nullable(),
  deliveredAt: Time,
  redelivery: z.boolean(),
  /** Seconds. */
  duration: z.number(),
  /** `pending` until an answer came or the time was up. */
  status: z.string(),
  statusCode: z.int(),
  request: z.object({ headers: Headers, body: z.string() }),
  response: z.object({ headers: Headers, body: z.string() }),
})

export const DeploymentStatus = z.object({
  /** Counts within its deployment. */
  id: z.int(),
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
  description: z.string(),
  logUrl: z.string(),
  createdAt: Time,
})

export const Deployment = z.object({
  id: z.int(),
  sha: z.string(),
  ref: z.string(),
  task: z.string(),
  payload: z.union([z.string(), z.record(z.string(), z.unknown())]),
  environment: z.string(),
  description: z.string().nullable(),
  production: z.boolean(),
  creator: z.string(),
  createdAt: Time,
  /** Oldest first. */
  statuses: z.array(DeploymentStatus),
})

/** Only the SHA-256 of a token is kept. */
export const InstallationToken = z.object({
  hash: z.string(),
  expiresAt: Time,
  permissions: z.record(z.string(), z.enum(['read', 'write'])),
  /** Of a token that speaks for a person who logged in to the App. */
  user: z.int().optional(),
})

export type User = z.infer<typeof User>
export type Pull = z.infer<typeof Pull>
export type Comment = z.infer<typeof Comment>
export type Annotation = z.infer<typeof Annotation>
export type CheckAction = z.infer<typeof CheckAction>
export type CheckRun = z.infer<typeof CheckRun>
export type Delivery = z.infer<typeof Delivery>
export type Deployment = z.infer<typeof Deployment>
export type DeploymentStatus = z.infer<typeof DeploymentStatus>
export type InstallationToken = z.infer<typeof InstallationToken>

/** Everything that the forge remembers beside the Git repository. */
export interface Records {
  readonly users: Collection<User>
  readonly pulls: Collection<Pull>
  readonly comments: Collection<Comment>
  readonly checkRuns: Collection<CheckRun>
  readonly deliveries: Collection<Delivery>
  readonly deployments: Collection<Deployment>
  readonly tokens: Collection<InstallationToken>
}

/** Opens the records under a folder, making what is not there yet. */
export const openRecords = (folder: string): Records => ({
  users: new Collection(path.join(folder, 'users'), User),
  pulls: new Collection(path.join(folder, 'pulls'), Pull),
  comments: new Collection(path.join(folder, 'comments'), Comment),
  checkRuns: new Collection(path.join(folder, 'check-runs'), CheckRun),
  deliveries: new Collection(path.join(folder, 'deliveries'), Delivery),
  deployments: new Collection(path.join(folder, 'deployments'), Deployment),
  tokens: new Collection(path.join(folder, 'tokens'), InstallationToken),
})
