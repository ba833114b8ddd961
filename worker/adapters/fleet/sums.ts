import * as z from 'zod'
import type { MeasuredPath } from '../../../schema/wire/measured.ts'
import { KEPT } from '../../ports/measurements.ts'

/** What one path came to. */
export interface Sum extends Pick<MeasuredPath, 'tunnel' | 'child' | 'sent' | 'lost'> {
  /** Milliseconds; undefined when nothing was answered. */
  readonly mean: number | undefined
}

/** The paths of one gateway in one stretch, by their names. */
export type Sums = Map<string, Sum>

const keyOf = ({ tunnel, child = '' }: Pick<Sum, 'tunnel' | 'child'>): string => `${tunnel} ${child}`

/** A path of a report, as far as sums go. A gateway that says that more was lost than sent is not believed. */
export const sumOf = ({ tunnel, child, sent, lost, rtt }: MeasuredPath): Sum => ({
  tunnel,
  child,
  sent,
  lost: Math.min(lost, sent),
  mean: lost < sent ? rtt?.mean : undefined,
})

/** Adds one; what is beyond the bound of a stretch is left out, so that invented names cannot fill the database. */
export const add = (sums: Sums, one: Sum): void => {
  const key = keyOf(one)
  const before = sums.get(key)
  if (before === undefined && sums.size >= KEPT.paths) return
  sums.set(key, before === undefined ? one : together(before, one))
}

const together = (a: Sum, b: Sum): Sum => ({
  ...a,
  sent: a.sent + b.sent,
  lost: a.lost + b.lost,
  mean: meanOf(a, b),
})

/** Each weighs as much as it was answered. */
const meanOf = (a: Sum, b: Sum): number | undefined => {
  if (a.mean === undefined || b.mean === undefined) return a.mean ?? b.mean
  const [ofA, ofB] = [a.sent - a.lost, b.sent - b.lost]
  return (a.mean * ofA + b.mean * ofB) / (ofA + ofB)
}

/** As a stretch is written down: `[tunnel, child, sent, lost, mean]` for each path. */
const Body = z.array(
  z.tuple([z.string(), z.string().nullable(), z.number(), z.number(), z.number().nullable()]),
)

/** Microseconds of a round trip are plenty. */
export const bodyOf = (sums: Sums): string => {
  const rows: z.infer<typeof Body> = [...sums.values()].map(({ tunnel, child = null, sent, lost, mean }) => [
    tunnel,
    child,
    sent,
    lost,
    mean === undefined ? null : Math.round(mean * 1000) / 1000,
  ])
  return JSON.stringify(rows)
}

/** The paths that a row holds. */
export const sumsIn = (body: string): Sum[] =>
  Body.parse(JSON.parse(body)).map(([tunnel, child, sent, lost, mean]) => ({
    tunnel,
    ...(child !== null && { child }),
    sent,
    lost,
    mean: mean ?? undefined,
  }))
