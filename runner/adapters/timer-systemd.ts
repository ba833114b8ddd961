import type { Timer } from '../ports/timer.ts'
import { run, succeed } from './process.ts'

const UNIT = 'cygnet-way-back'

/** A transient unit of systemd, which outlives the runner and needs nothing of it but its program. */
export const systemdTimer: Timer = {
  arm: async seconds => {
    // The service too: whoever arms has the lock, so one that is still there only waits, for a change that is over.
    await run('systemctl', ['stop', `${UNIT}.timer`, `${UNIT}.service`])
    await run('systemctl', ['reset-failed', `${UNIT}.timer`, `${UNIT}.service`])
    await succeed('systemd-run', [
      '--quiet',
      '--collect',
      `--unit=${UNIT}`,
      `--on-active=${seconds}s`,
      '--timer-property=AccuracySec=1s',
      // What did not work, because networkd or strongSwan did not answer, may work now; and there may be no service that tries.
      '--property=Restart=on-failure',
      '--property=RestartSec=10',
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
