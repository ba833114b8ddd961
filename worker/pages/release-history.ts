import * as z from 'zod'
import type { AuditEntry } from '../../schema/audit-chain.ts'
import { Phase } from '../../schema/release-phase.ts'

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

/** The entries that tell of releases. */
export const TELLING: readonly string[] = [
  'approved',
  'release-started',
  ...Phase.options.map(phase => `release-${phase}`),
]

const Started = z.object({ release: z.number(), plan: z.string(), commit: z.string() })
const Turned = z.object({
  release: z.number(),
  halt: z.object({ code: z.string(), message: z.string() }).optional(),
})
const Approved = z.object({ plan: z.string() })

/** An entry with what its detail says, read once: that of a turn names every gateway. */
interface Told {
  readonly entry: AuditEntry
  readonly started: z.infer<typeof Started> | undefined
  readonly turned: z.infer<typeof Turned> | undefined
  /** Of an approval. */
  readonly plan: string | undefined
}

/** Releases that were started in these entries, the newest first. `entries`: the newest first, of `TELLING`. */
export const historyOf = (entries: readonly AuditEntry[]): PastRelease[] => {
  const told = entries.map(toldIn)
  const turns = Map.groupBy(told, ({ turned }) => turned?.release)
  const words = Map.groupBy(told, ({ plan }) => plan)
  return told.flatMap(({ entry, started }) =>
    started === undefined
      ? []
      : [pastRelease(entry, started, turns.get(started.release) ?? [], words.get(started.plan) ?? [])],
  )
}

const toldIn = (entry: AuditEntry): Told => {
  const { what } = entry
  const detail = detailOf(entry)
  return {
    entry,
    started: what === 'release-started' ? Started.safeParse(detail).data : undefined,
    turned: what.startsWith('release-') ? Turned.safeParse(detail).data : undefined,
    plan: what === 'approved' ? Approved.safeParse(detail).data?.plan : undefined,
  }
}

const pastRelease = (
  { at, who, number: begun }: AuditEntry,
  { release: number, plan, commit }: z.infer<typeof Started>,
  turns: readonly Told[],
  words: readonly Told[],
): PastRelease => {
  const last = turns[0]?.entry
  const before = words.map(({ entry }) => entry).filter(word => word.number < begun)
  const isOurs = last === undefined || last.who === 'cygnet' || last.what === 'release-started'
  return {
    number,
    plan,
    commit,
    approvals: who.split(', ').map(by => ({ by, at: before.find(word => word.who === by)?.at })),
    startedAt: at,
    state:
      last === undefined || last.what === 'release-started' ? 'rolling' : last.what.slice('release-'.length),
    stateAt: last?.at ?? at,
    stateBy: isOurs ? undefined : last.who,
    why: turns.find(({ turned }) => turned?.halt !== undefined)?.turned?.halt,
  }
}

const detailOf = ({ detail }: Pick<AuditEntry, 'detail'>): unknown => {
  try {
    return JSON.parse(detail)
  } catch {
    return undefined
  }
}
