import type { Bundle } from '../../schema/wire/bundle.ts'
import type { InfluxTarget, PrometheusTarget } from '../../schema/wire/monitor.ts'
import { quoted } from './visible.ts'

/** What changes about what a gateway measures, and where that goes, in words. No tunnel feels any of it. */
export const monitorNotes = (was: Bundle, is: Bundle): string[] => {
  if (is.monitor === undefined) return was.monitor === undefined ? [] : ['it measures nothing any more']
  const { every, paths, prometheus, influx } = is.monitor
  const old = was.monitor
  const isSame = old?.every === every && JSON.stringify(old.paths) === JSON.stringify(paths)
  const places: [string, string][] = [
    [fetched(old?.prometheus), fetched(prometheus)],
    [pushed(old?.influx), pushed(influx)],
  ]
  const token = (bundle: Bundle): string =>
    JSON.stringify(bundle.secrets.find(({ id }) => id === bundle.monitor?.influx?.token) ?? '')
  return [
    ...(isSame
      ? []
      : [
          `it measures ${paths.length} ${paths.length === 1 ? 'path' : 'paths'} every ${quoted(`${every}s`)}${before(old)}`,
        ]),
    ...places.flatMap(([before, after]) => (before === after ? [] : [`what it measures ${after}`])),
    ...(old?.influx?.token !== undefined && influx?.token !== undefined && token(was) !== token(is)
      ? ['the token for the database of what it measures was sealed anew']
      : []),
  ]
}

const before = (old: Bundle['monitor']): string =>
  old === undefined ? '' : ` instead of ${old.paths.length} every ${quoted(`${old.every}s`)}`

const fetched = (target: PrometheusTarget | undefined): string => {
  if (target === undefined) return 'is not shown to Prometheus'
  return target.listen === undefined
    ? 'is in a textfile for Prometheus'
    : `can be fetched by Prometheus at ${quoted(target.listen)}`
}

const pushed = (target: InfluxTarget | undefined): string =>
  target === undefined ? 'is pushed nowhere' : `is pushed to ${quoted(target.url)}`
