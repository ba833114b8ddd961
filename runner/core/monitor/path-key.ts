import type { MonitoredPath } from '../../../schema/wire/monitor.ts'

/** One word for a path: `rlyeh-ulthar/containers-archive`, or the tunnel alone for the path below it. */
export const pathKey = ({ tunnel, child }: Pick<MonitoredPath, 'tunnel' | 'child'>): string =>
  child === undefined ? tunnel : `${tunnel}/${child}`
