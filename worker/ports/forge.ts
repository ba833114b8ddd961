import type { Person } from '../rollout/person.ts'
import type { DeploymentState } from '../rollout/steering.ts'

/** What the control plane asks of the place where the repository lives. Each port is one capability of GitHub's API. */

export type Files = ReadonlyMap<string, string>

/** What is read of a repository at most: text that people write, a file for each certificate and sealed secret. */
export const MAX_FILES = 512
export const MAX_BYTES = 8 * 1024 * 1024

export interface Commit {
  /** As far as the forge knows one. */
  readonly author: Person | undefined
  /** The commit that it follows, of a merge the one on the branch; undefined for the first of all. */
  readonly before: string | undefined
}

export interface SourceTree {
  defaultBranch(): Promise<string>
  /** The commit that a branch points at. */
  tip(branch: string): Promise<string>
  commit(commit: string): Promise<Commit>
  /** The topology's files at a commit by repository path; empty when there are none. Throws `ForgeError` `too-large`. */
  topologyAt(commit: string): Promise<Files>
}

export interface PullRequest {
  readonly number: number
  readonly author: Person
  readonly head: string
  readonly base: string
  readonly open: boolean
  readonly merged: boolean
  /** The head lives in another repository: whoever pushed it need not be known here. */
  readonly fork: boolean
}

/** A change of one file, offered for review. The branch's name makes it safe to ask twice. */
export interface Proposal {
  readonly branch: string
  readonly path: string
  readonly text: string
  readonly message: string
  readonly body: string
}

/** A comment that is made once. */
export interface Comment {
  /** Part of its text, by which it is found again. */
  readonly mark: string
  readonly text: string
  /** No older than this, in milliseconds since 1970. */
  readonly since: number
}

export interface PullRequests {
  get(number: number): Promise<PullRequest>
  /** Numbers of the pull requests that contain a commit. */
  containing(commit: string): Promise<readonly number[]>
  /** The open ones that go to a branch, newest first; `complete` is false when there are more than were read. */
  openTo(base: string): Promise<{
    readonly complete: boolean
    readonly heads: readonly { readonly number: number; readonly head: string }[]
  }>
  /** Opens a pull request against the default branch, or finds the one that is there; answers its address. */
  propose(proposal: Proposal): Promise<string>
  /** Comments on a pull request, open or closed, unless a comment of ours with this mark is there. */
  comment(number: number, comment: Comment): Promise<void>
}

export interface Annotation {
  readonly path: string
  readonly line: number
  readonly endLine: number
  /** Only where the annotation stays on one line; counts from 1. */
  readonly columns: readonly [number, number] | undefined
  readonly level: 'failure' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
}

export interface Check {
  readonly name: string
  readonly commit: string
  /** What the check is about: another id makes a new run, the same id brings the run up to date. */
  readonly id: string
  /** Without one, the run is in progress. */
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required' | undefined
  readonly title: string
  readonly summary: string
  readonly text: string | undefined
  /** Where to see more than fits. */
  readonly url?: string
  readonly annotations: readonly Annotation[]
  /** Label ≤ 20, description ≤ 40, identifier ≤ 20 characters. */
  readonly buttons: readonly {
    readonly label: string
    readonly description: string
    readonly identifier: string
  }[]
}

export interface Checks {
  /** Creates the run or brings it up to date; the same check twice leaves one. */
  show(check: Check): Promise<void>
}

/** How far a release is, for everybody who looks at the repository. */
export interface Deployment {
  readonly commit: string
  readonly release: number
  readonly state: DeploymentState
  /** One sentence; what is longer than the forge takes is cut. */
  readonly words: string
  /** Where to read more. */
  readonly url: string
}

export interface Deployments {
  /** One deployment for each release, in the environment of the network; the same state twice adds nothing. */
  show(deployment: Deployment): Promise<void>
}

/** A webhook that did not get through: the same `guid` when it is sent again, an `id` for each try. */
export interface FailedDelivery {
  readonly guid: string
  readonly id: number
}

export interface Deliveries {
  /** Newest first and not endlessly many: those of which no try was answered, or only by a fault of ours. */
  failedSince(moment: number): Promise<readonly FailedDelivery[]>
  /** Asks for it to be sent once more. */
  again(id: number): Promise<void>
}

export const PERMISSIONS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const
export type Permission = (typeof PERMISSIONS)[number]

/** Somebody as the forge knows them now: by the login of today, which is what a topology names. */
export interface Member {
  readonly person: Person
  /** What they may do in the repository; `none` for a stranger. */
  readonly permission: Permission
}

export interface People {
  /**
   * Looks somebody up: by their id where it is known, whatever they go by now; else whoever goes by that login, with the id left out
   * when nobody does.
   */
  find(person: Person): Promise<Member>
  /** Whose token this is; undefined when it is nobody's. */
  ownerOf(token: string): Promise<Person | undefined>
}

/** `limited`: we ask too much, and are told when to ask again. */
export type ForgeErrorCode =
  | 'not-installed'
  | 'not-found'
  | 'refused'
  | 'unavailable'
  | 'limited'
  | 'too-large'

export class ForgeError extends Error {
  override readonly name = 'ForgeError'
  readonly code: ForgeErrorCode
  /** Milliseconds that the forge wants to be left alone for; only with `limited`. */
  readonly retryAfter: number | undefined
  constructor(
    code: ForgeErrorCode,
    message: string,
    options: ErrorOptions & { readonly retryAfter?: number | undefined } = {},
  ) {
    super(message, options)
    this.code = code
    this.retryAfter = options.retryAfter
  }
}
