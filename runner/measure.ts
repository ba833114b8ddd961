import { realDisk } from './adapters/disk.ts'
import { fpingEchoes } from './adapters/monitor/fping-echoes.ts'
import { eitherHappenings } from './adapters/monitor/happenings.ts'
import type { Gateway } from './flows/gateway.ts'
import { MonitorFlow } from './flows/monitor/monitor.ts'
import { summaryFile } from './flows/monitor/summary-file.ts'
import type { Measure } from './flows/run.ts'
import { sinksOn } from './sinks.ts'

/** The monitor on a real gateway: every port with the adapter that stands behind it. */
export const measure = ({ clock, say, random }: Pick<Gateway, 'clock' | 'say' | 'random'>): Measure => {
  const flow = new MonitorFlow({
    clock,
    say,
    echoes: fpingEchoes(),
    happenings: eitherHappenings(clock),
    look: realDisk(),
    // Disks of their own: what one writes does not wait for what another has read.
    summary: () => summaryFile(realDisk(), clock.now().getTime(), random()),
    outlets: sinksOn({ clock, say, random }),
  })
  // No fping outlives the service, even where nobody ends what it has begun.
  process.once('exit', () => flow.follow(undefined))
  return async bundle => await Promise.resolve(flow.follow(bundle))
}
