import type { Trap } from '../finding.ts'
import { DAEMON_UNITS } from '../host-facts.ts'

/** The service of the daemon that the topology wants does not run, though somebody may have started one by hand. */
export const daemonOff: Trap = ({ bundle, units, loaded }) => {
  if (bundle === undefined) return []
  const unit = DAEMON_UNITS[bundle.daemon]
  const state = units.get(unit)
  if (state === undefined || state.active) return []
  return [
    {
      code: 'daemon-off',
      observed:
        loaded === undefined
          ? 'every tunnel of this gateway is down'
          : 'no release is applied here, and tunnels stay down once strongSwan ends',
      why: `${unit} does not run${loaded === undefined ? '' : ': the strongSwan that does was started by hand'}`,
      mend: `systemctl start ${unit}`,
    },
  ]
}
