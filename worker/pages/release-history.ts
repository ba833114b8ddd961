import * as z from 'zod'
import type { AuditEntry } from '../../schema/audit-chain.ts'

/** One release as the audit log tells of it. */
export interface PastRelease {
  readonly number: number
  readonly plan: string
  readonly commit: string
  /** Who gave their word, and when, in milliseconds since 1970 where the log goes back that far. */
  readonly approvals: readonly { readonly by: string; readonly at: number | undefined }[]
  readonly startedAt: number
  /** What was last said of it: `completed`, `halted`, …; `rolling` until then. */
  readonly state: string
  readonly stateAt: number
  /** Whose hand that was; undefined where it was cygnet's. */
  readonly stateBy: string | undefined
  /** What it was halted for: foreign text. */
  readonly why: { readonly code: string; readonly message: string } | undefined
}

const STATES = [
  'rolling',
  'paused',
  'halting',
  'halted',
  'rolling-back',
  'rolled-back',
  'completed',
  'superseded',
] as const

/** The entries that tell of releases. */
export const TELLING: readonly string[] = [
  'approved',
  'release-started',
  ...STATES.map(state => `release-${state}`),
]

const Started = z.object({ release: z.number(), plan: z.string(), commit: z.string() })
const Turned = z.object({
  release: z.number(),
  halt: z.object({ code: z.string(), message: z.string() }).optional(),
})
const Approved = z.object({ plan: z.string() })

/** Releases that were started in these entries, the newest first. `entries`: the newest first, of `TELLING`. */
export const historyOf = (entries: readonly AuditEntry[]): PastRelease[] =>
  entries.flatMap(entry => {
    if (entry.what !== 'release-started') return []
    const started = Started.safeParse(detailOf(entry))
    return started.success ? [pastRelease(entry, started.data, entries)] : []
  })

const pastRelease = (
  { at, who, number: begun }: AuditEntry,
  { release: number, plan, commit }: z.infer<typeof Started>,
  entries: readonly AuditEntry[],
): PastRelease => {
  const turns = entries.filter(
    ({ what, ...entry }) =>
      what.startsWith('release-') && Turned.safeParse(detailOf(entry)).data?.release === number,
  )
  const last = turns[0]
  const halt = turns
    .map(turn => Turned.safeParse(detailOf(turn)).data?.halt)
    .find(found => found !== undefined)
  const words = entries.filter(
    entry =>
      entry.what === 'approved' &&
      entry.number < begun &&
      Approved.safeParse(detailOf(entry)).data?.plan === plan,
  )
  const isOurs = last === undefined || last.who === 'cygnet' || last.what === 'release-started'
  return {
    number,
    plan,
    commit,
    approvals: who.split(', ').map(by => ({ by, at: words.find(word => word.who === by)?.at })),
    startedAt: at,
    state:
      last === undefined || last.what === 'release-started' ? 'rolling' : last.what.slice('release-'.length),
    stateAt: last?.at ?? at,
    stateBy: isOurs ? undefined : last.who,
    why: halt,
  }
}

const detailOf = ({ detail }: Pick<AuditEntry, 'detail'>): unknown => {
  try {
    return JSON.parse(detail)
  } catch {
    return undefined
  }
}
