import type { Report } from '../../../schema/wire/report.ts'
import type { Ledger } from '../../ports/ledger.ts'
import { STRETCH } from '../../ports/measurements.ts'
import { gatewaysOf, waveOf } from '../../rollout/crossing.ts'
import type { LossNews } from '../../rollout/events.ts'
import { pathLosses } from '../../rollout/loss.ts'
import type { Release } from '../../rollout/release.ts'

const HOUR = 3_600_000
/** Milliseconds before the first commit of a wave in which the change itself was under way. */
const CHANGING = 2 * STRETCH.five

/**
 * What a report says of loss to a wave that soaks, beside the hour before the wave was given the release; undefined when it says
 * nothing of it. How long the report speaks of is told by the gateway's clock alone, wrong or not.
 */
export const lossNews = (ledger: Ledger, report: Report, received: number): LossNews | undefined => {
  const { gateway, measured } = report
  const { current } = ledger.rollout()
  if (measured === undefined || current?.committedSince === undefined) return undefined
  if (current.phase !== 'rolling' && current.phase !== 'paused') return undefined
  if (measured.paths.every(({ lost }) => lost === 0)) return undefined
  const until = begun(current, received) - CHANGING
  // One more than the hour: the first in which a path answers is not counted.
  const before = ledger.measurements
    .cells({ gateway }, until - HOUR - STRETCH.five, STRETCH.five)
    .filter(({ at }) => at + STRETCH.five <= until)
  return {
    span: Date.parse(report.at) - Date.parse(measured.since),
    paths: pathLosses(measured, before),
  }
}

/** When the first gateway of the wave committed. */
const begun = (release: Release, now: number): number =>
  Math.min(
    now,
    ...gatewaysOf(waveOf(release)).flatMap(name => {
      const standing = release.standings[name]
      return standing?.kind === 'committed' ? [standing.at] : []
    }),
  )
