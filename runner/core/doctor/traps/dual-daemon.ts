import type { Trap } from '../finding.ts'
import { DAEMON_UNITS } from '../host-facts.ts'

/** The daemon that the topology does not want runs, or will at the next boot. */
export const dualDaemon: Trap = ({ bundle, units }) => {
  if (bundle === undefined) return []
  const other = DAEMON_UNITS[bundle.daemon === 'swanctl' ? 'ipsec.conf' : 'swanctl']
  const state = units.get(other)
  if (state === undefined || !(state.active || state.enabled === 'enabled')) return []
  return [
    {
      code: 'dual-daemon',
      observed: state.active
        ? 'tunnels come up and go down as the two daemons take UDP 500 from one another'
        : 'after the next reboot tunnels may stay down',
      why: `${other} ${state.active ? 'runs' : 'is enabled'} beside ${DAEMON_UNITS[bundle.daemon]}, and both want UDP 500`,
      mend: `systemctl disable --now ${other}`,
    },
  ]
}
