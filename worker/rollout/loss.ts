import type { Measured, MeasuredPath } from '../../schema/wire/measured.ts'
import type { LossNews, PathLoss } from './events.ts'
import type { At, Standing } from './standing.ts'

/** Packets sent along a path and lost on it, in a stretch of time that began at `at`. */
export interface Counted extends Pick<MeasuredPath, 'tunnel' | 'child' | 'sent' | 'lost'> {
  readonly at: number
}

/** Milliseconds after a wave has committed in which what it loses belongs to the change: a tunnel's longest planned blink is shorter. */
const BLINK = 60_000
/** Fewer lost packets than this prove nothing. */
const FEWEST = 5
/** More paths than anybody reads. */
const REMEMBERED = 20

/** How a wave is judged: milliseconds, and the share of packets that may be lost. */
export interface Judgement {
  readonly committedSince: number
  readonly soak: number
  readonly threshold: number
}

/**
 * What a report lost inside tunnels and not below them, with what the same path lost `before` the release, by time. Only of paths that had
 * carried something before: a tunnel whose other end is still to come is nobody's loss.
 */
export const pathLosses = ({ paths, losses }: Measured, before: readonly Counted[]): PathLoss[] => {
  // A hub has hundreds of paths and an hour of each: nobody goes through all of them for each.
  const earlier = Map.groupBy(before, ({ tunnel }) => tunnel)
  const now = Map.groupBy(paths, ({ tunnel }) => tunnel)
  return paths.flatMap((path): PathLoss[] => {
    if (path.child === undefined || path.lost === 0) return []
    const was = sinceAnswered(earlier.get(path.tunnel) ?? [], path.child)
    const inside = total(was.filter(({ child }) => child === path.child))
    if (inside.lost === inside.sent) return []
    const below = total(was.filter(isBelow))
    const share = ownShare([path], (now.get(path.tunnel) ?? []).filter(isBelow), answers(below))
    const lost = Math.round(share * path.sent)
    if (lost === 0) return []
    const told = losses.findLast(loss => loss.tunnel === path.tunnel && loss.child === path.child)
    return [
      {
        path: `${path.tunnel}/${path.child}`,
        sent: path.sent,
        lost,
        before: ownShare([inside], [below], answers(below)),
        words: told?.words,
      },
    ]
  })
}

/**
 * The stretches after the one in which a path first answered. Until then its other end was still to come or away, and how a path was
 * before it carried anything says nothing of how it is: a third lost while one end waited would allow a third for an hour.
 */
const sinceAnswered = (was: readonly Counted[], child: string): readonly Counted[] => {
  const first = was.find(one => one.child === child && one.lost < one.sent)
  return first === undefined ? [] : was.filter(({ at }) => at > first.at)
}

const isBelow = ({ child }: Pick<Counted, 'child'>): boolean => child === undefined

type Total = Pick<Counted, 'sent' | 'lost'>

const total = (all: readonly Total[]): Total => {
  const sent = all.reduce((sum, one) => sum + one.sent, 0)
  return {
    sent,
    lost: Math.min(
      sent,
      all.reduce((sum, one) => sum + one.lost, 0),
    ),
  }
}

const answers = ({ sent, lost }: Total): boolean => lost < sent

/** The share that was lost inside beyond what was lost below. Below counts nothing if nobody ever answers there. */
const ownShare = (inside: readonly Total[], below: readonly Total[], answered: boolean): number => {
  const [within, under] = [total(inside), total(below)]
  return Math.max(0, shareOf(within) - (answered || answers(under) ? shareOf(under) : 0))
}

const shareOf = ({ sent, lost }: Total): number => (sent === 0 ? 0 : lost / sent)

/**
 * Where a gateway of a wave that soaks stands after it told of loss: sick when a path lost more than the threshold allows for the whole
 * soak, and more than twice what it lost before. What was sent while the change may still have blinked does not count.
 */
export const withLoss = (
  standing: At<'committed'>,
  { span, paths }: LossNews,
  { committedSince, soak, threshold }: Judgement,
  now: number,
): Standing => {
  const from = committedSince + BLINK
  if (span <= 0 || now - span < from) return standing
  const dropped: Record<string, number> = { ...standing.dropped }
  for (const { path, sent, lost, before, words } of paths) {
    const sum = (dropped[path] ?? 0) + lost
    dropped[path] = sum
    const all = Math.round((sent / span) * Math.max(soak, now - from))
    if (sum < FEWEST || sum <= all * Math.max(threshold + before, 2 * before)) continue
    const message = `lost ${sum} of about ${all} packets through ${path} while the wave soaked, which its underlay did not; ${percent(before)} in the hour before${words === undefined ? '' : `: ${words}`}`
    return {
      kind: 'failed',
      trouble: { kind: 'lossy', code: 'loss', message, at: now },
      tunnels: standing.tunnels,
    }
  }
  return paths.length === 0 ? standing : { ...standing, dropped: worst(dropped) }
}

/** Paths that lost a packet once do not keep one that trickles from being counted. */
const worst = (dropped: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(dropped)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, REMEMBERED),
  )

const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`
