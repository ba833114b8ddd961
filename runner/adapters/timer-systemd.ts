import type { Timer } from '../ports/timer.ts'
import { run, succeed } from './process.ts'

const UNIT = 'cygnet-way-back'

/** A transient unit of systemd, which outlives the runner and needs nothing of it but its program. */
export const systemdTimer: Timer = {
  arm: async seconds => {
    await run('systemctl', ['stop', `${UNIT}.timer`])
    await run('systemctl', ['reset-failed', `${UNIT}.timer`, `${UNIT}.service`])
    await succeed('systemd-run', [
      '--quiet',
      '--collect',
      `--unit=${UNIT}`,
      `--on-active=${seconds}s`,
      '--timer-property=AccuracySec=1s',
      '/usr/bin/cygnet-runner',
      'revert',
      '--armed',
    ])
  },
  // Only the timer: the service may be the very process that asks.
  disarm: async () => {
    await run('systemctl', ['stop', `${UNIT}.timer`])
  },
}
