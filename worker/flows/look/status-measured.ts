import type { Status } from '../../../schema/control-plane.ts'
import type { MeasuredPath } from '../../../schema/wire/measured.ts'
import type { KeptLoss, LatestMeasured } from '../../ports/measurements.ts'

/** A gateway's newest measurement by tunnel, all of its CHILD SAs together. */
export const measuredOf = (latest: LatestMeasured | undefined): Status['gateways'][number]['measured'] => {
  if (latest === undefined) return null
  const tunnels = Map.groupBy(latest.measured.paths, ({ tunnel }) => tunnel)
  return {
    receivedAt: new Date(latest.received).toISOString(),
    tunnels: [...tunnels].map(([tunnel, own]) => {
      const below = own.filter(({ child }) => child === undefined)
      const inside = own.filter(({ child }) => child !== undefined)
      return {
        tunnel,
        ...counted(inside),
        roundTrip: roundTrip(inside),
        underlay: below.length === 0 ? null : counted(below),
      }
    }),
  }
}

const counted = (paths: readonly MeasuredPath[]): { sent: number; lost: number } => ({
  sent: paths.reduce((sum, { sent }) => sum + sent, 0),
  lost: paths.reduce((sum, { sent, lost }) => sum + Math.min(sent, lost), 0),
})

/** Milliseconds, of all CHILD SAs alike. */
const roundTrip = (paths: readonly MeasuredPath[]): number | null => {
  const means = paths.flatMap(({ rtt }) => (rtt === undefined ? [] : [rtt.mean]))
  return means.length === 0 ? null : means.reduce((sum, mean) => sum + mean, 0) / means.length
}

/** A loss for the status. */
export const lossOf = ({ child, heard, ongoing, ...loss }: KeptLoss): Status['losses'][number] => ({
  ...loss,
  child: child ?? null,
  heardAt: new Date(heard).toISOString(),
  ongoing: ongoing === true,
})
