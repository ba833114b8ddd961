import type { Enrolment } from '../../schema/wire/enrolment.ts'
import type { SignedReport } from '../../schema/wire/report.ts'
import type { ControlErrorCode } from '../control-error.ts'
import type { Look, View } from '../pages/view.ts'
import type { Release } from '../rollout/release.ts'
import type { Ask } from './ask.ts'
import type { Credential } from './credential.ts'
import type { Job } from './jobs.ts'
import type { Reader } from './reader.ts'

/** What came of a request, as plain data: an error's class would not survive the way between two isolates. */
export type Answer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'refused'
      readonly code: ControlErrorCode
      readonly message: string
      readonly hint: string
    }

/** What the routes ask of the one place that remembers a network. Everything is checked before it gets here, but who asks. */
export interface Fleet {
  /** Writes a delivery's work down, once; answers when that is safe. */
  deliver(delivery: string, jobs: readonly Job[]): Promise<'new' | 'seen'>
  report(signed: SignedReport): Promise<Answer<'taken' | 'known'>>
  enrol(enrolment: Enrolment): Promise<Answer<{ readonly branch: string; readonly pull: string | undefined }>>
  /** What an operator asks; the answer is in the shape that `schema/control-plane.ts` says. */
  ask(operator: Credential, ask: Ask): Promise<Answer<object>>
  planText(digest: string): Promise<string | undefined>
  /** The newest release, when its page is this one. */
  releaseOf(page: string): Promise<Release | undefined>
  /** What somebody wants to see, if they may; nothing that they ask changes anything. */
  look(reader: Reader, look: Look): Promise<Answer<View>>
  /** The cron's visit. With `deliveries` it also looks after the App's webhooks, which are those of every network. */
  visit(options: { readonly deliveries: boolean }): Promise<void>
}
