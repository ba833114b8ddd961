import { remark, startOf } from '../word.ts'
import type { Trap } from './trap.ts'

/** Two services for one daemon: they fight for UDP 500. */
export const dualDaemon: Trap = function* ({ services, connections }) {
  const forms = new Set(connections.map(({ form }) => form))
  const both = services.swanctl === true && services.starter === true
  const unclear = services.swanctl === undefined && forms.size === 2
  if (!both && !unclear) return
  const place = connections[0]?.name.place ?? startOf('etc/systemd/system')
  yield remark('dual-daemon', 'warning', place, {
    message: both
      ? 'tunnels come and go at random after a boot: strongswan and strongswan-starter are both enabled, and fight for UDP 500'
      : 'two daemons may be configured side by side: both ipsec.conf and swanctl.conf have connections',
    hint: 'systemctl disable --now the one that is not wanted; the topology has one, under daemon:',
  })
}
