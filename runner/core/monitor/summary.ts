import * as z from 'zod/mini'
import { LOSS_CAUSES, MEASURED_BOUNDS, type Measured } from '../../../schema/wire/measured.ts'
import { SectionName } from '../../../schema/wire/names.ts'
import type { ExplainedLoss } from './loss.ts'
import { pathKey } from './path-key.ts'
import type { Sample } from './sample.ts'

/** Steps that are kept until a report has told of them: two minutes. */
const KEPT = 12

/** Losses of one step that are kept; the newest of them. */
const LOSSES = 256

const Where = { tunnel: SectionName, child: z.optional(SectionName) }

const Step = z.strictObject({
  /** Counts up from 1 in each run of the monitor. */
  serial: z.int(),
  /** Milliseconds since 1970. */
  since: z.number(),
  paths: z.array(
    z.strictObject({
      ...Where,
      sent: z.int(),
      lost: z.int(),
      rtt: z.optional(z.strictObject({ least: z.number(), total: z.number(), most: z.number() })),
    }),
  ),
  losses: z.array(
    z.strictObject({
      ...Where,
      size: z.enum(['small', 'large']),
      from: z.number(),
      to: z.number(),
      lost: z.int(),
      ongoing: z.boolean(),
      cause: z.enum(LOSS_CAUSES),
      words: z.string(),
    }),
  ),
  /** Losses that were not kept. */
  more: z.int(),
})

/** What the monitor saw in the last minutes, step by step, as it lies on disk for whoever reports or asks. */
export const Summary = z.strictObject({
  /** Another one for each run of the monitor. */
  run: z.string().check(z.maxLength(64)),
  steps: z.array(Step).check(z.maxLength(KEPT)),
})

export type Summary = z.infer<typeof Summary>
type Step = z.infer<typeof Step>

/** The summary with one step more; the oldest ones go. */
export const extended = (
  { run, steps }: Summary,
  step: {
    readonly since: number
    readonly samples: readonly Sample[]
    readonly losses: readonly ExplainedLoss[]
  },
): Summary => {
  const { since, samples, losses } = step
  const next: Step = {
    serial: (steps.at(-1)?.serial ?? 0) + 1,
    since,
    paths: samples.map(({ path, sent, lost, rtt }) => ({ ...where(path), sent, lost, ...(rtt && { rtt }) })),
    losses: losses.slice(-LOSSES).map(({ path, size, from, to, lost, ongoing, cause, words }) => ({
      ...where(path),
      size,
      from,
      to,
      lost,
      ongoing,
      cause,
      words,
    })),
    more: Math.max(0, losses.length - LOSSES),
  }
  return { run, steps: [...steps, next].slice(-KEPT) }
}

const where = ({ tunnel, child }: { tunnel: string; child?: string | undefined }) => ({
  tunnel,
  ...(child !== undefined && { child }),
})

/** Up to which step reports have told: what they note beside the summary, `run serial`. */
export const toldMark = ({ run, steps }: Summary): string => `${run} ${steps.at(-1)?.serial ?? 0}`

/** The steps of which no report has told yet, by the mark that the last one left. */
export const untold = (summary: Summary, mark: string | undefined): Summary => {
  const [run, serial] = (mark ?? '').split(' ')
  if (run !== summary.run) return summary
  return { run, steps: summary.steps.filter(step => step.serial > Number(serial)) }
}

/** Steps as a report tells them; undefined when nothing was measured in them. docs/protocol.md §7.6. */
export const measuredOf = ({ steps }: Summary): Measured | undefined => {
  const [first] = steps
  const paths = new Map<string, Step['paths'][number]>()
  for (const path of steps.flatMap(step => step.paths)) {
    const key = pathKey(path)
    paths.set(key, joined(paths.get(key), path))
  }
  // A loss that goes on is in every step: the newest word of it counts.
  const losses = new Map(
    steps
      .flatMap(step => step.losses)
      .map(loss => [`${pathKey(loss)} ${loss.size} ${loss.from}`, loss] as const),
  )
  if (first === undefined || paths.size + losses.size === 0) return undefined
  const told = worstFirst([...paths.values()]).slice(0, MEASURED_BOUNDS.paths)
  const newest = [...losses.values()].sort((a, b) => a.from - b.from).slice(-MEASURED_BOUNDS.losses)
  return {
    since: time(first.since),
    paths: told.sort((a, b) => (pathKey(a) < pathKey(b) ? -1 : 1)).map(pathWords),
    losses: newest.map(lossWords),
    more:
      paths.size - told.length + losses.size - newest.length + steps.reduce((sum, { more }) => sum + more, 0),
  }
}

const joined = (
  one: Step['paths'][number] | undefined,
  other: Step['paths'][number],
): Step['paths'][number] => {
  if (one === undefined) return other
  const [a, b] = [one.rtt, other.rtt]
  const rtt =
    a && b
      ? { least: Math.min(a.least, b.least), total: a.total + b.total, most: Math.max(a.most, b.most) }
      : (a ?? b)
  return { ...where(one), sent: one.sent + other.sent, lost: one.lost + other.lost, ...(rtt && { rtt }) }
}

/** Where not all fit, those that are sick are told. */
const worstFirst = (paths: Step['paths']): Step['paths'] =>
  paths.sort((a, b) => b.lost * a.sent - a.lost * b.sent)

const pathWords = ({ rtt, sent, lost, ...path }: Step['paths'][number]): Measured['paths'][number] => ({
  ...where(path),
  sent,
  lost,
  ...(rtt && {
    rtt: {
      least: clipped(rtt.least),
      mean: clipped(rtt.total / Math.max(1, sent - lost)),
      most: clipped(rtt.most),
    },
  }),
})

const lossWords = ({
  from,
  to,
  lost,
  ongoing,
  cause,
  words,
  ...path
}: Step['losses'][number]): Measured['losses'][number] => ({
  ...where(path),
  at: time(from),
  seconds: Math.min(31_536_000, Math.max(0, (to - from) / 1000)),
  lost,
  ...(ongoing && { ongoing }),
  cause,
  words: words.slice(0, MEASURED_BOUNDS.words),
})

/** To a microsecond, within what a report takes. */
const clipped = (milliseconds: number): number =>
  Math.min(3_600_000, Math.max(0, Math.round(milliseconds * 1000) / 1000))

const time = (milliseconds: number): string => new Date(milliseconds).toISOString()
