import { UPGRADE_SCRIPT } from '../core/upgrade/upgrade-script.ts'
import type { Upgrader } from '../ports/upgrader.ts'
import { run, succeed } from './process.ts'

const FORTH = 'cygnet-upgrade'
const BACK = 'cygnet-upgrade-back'

/** A way back that is killed half way is all that stands between a gateway and no runner: systemd begins it anew. */
const AGAIN = ['--property=Restart=on-failure', '--property=RestartSec=5']

/** Transient units of systemd, outside of the runner's service and its sandbox, with /bin/sh and dpkg for all they need. */
export const systemdUpgrader: Upgrader = {
  arm: async seconds => {
    await forget(BACK)
    await start(BACK, 'back', ...AGAIN, `--on-active=${seconds}s`, '--timer-property=AccuracySec=1s')
  },
  disarm: async () => {
    await run('systemctl', ['stop', `${BACK}.timer`])
  },
  install: async () => {
    await forget(FORTH)
    await start(FORTH, 'forth')
  },
  goBack: async () => {
    await forget(BACK)
    await start(BACK, 'back', ...AGAIN)
  },
  isActive: async () => {
    const units = [`${FORTH}.service`, `${BACK}.timer`, `${BACK}.service`]
    return (await run('systemctl', ['is-active', '--quiet', ...units])).code === 0
  },
}

const start = async (unit: string, way: 'forth' | 'back', ...how: readonly string[]): Promise<void> => {
  const bounds = ['--property=RuntimeMaxSec=900', '--property=UMask=0077']
  const program = ['/bin/sh', UPGRADE_SCRIPT, way]
  await succeed('systemd-run', ['--quiet', '--collect', `--unit=${unit}`, ...bounds, ...how, ...program])
}

/** What is left of an earlier one would be in the way of the name. */
const forget = async (unit: string): Promise<void> => {
  await run('systemctl', ['stop', `${unit}.timer`])
  await run('systemctl', ['reset-failed', `${unit}.timer`, `${unit}.service`])
}
