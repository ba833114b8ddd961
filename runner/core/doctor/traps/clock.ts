import type { Trap } from '../finding.ts'

/** A clock that nobody sets. */
export const clock: Trap = ({ synchronised }) =>
  synchronised !== false
    ? []
    : [
        {
          code: 'clock-unsynchronised',
          observed: 'releases or certificates are refused as expired or not yet valid',
          why: 'no time server sets the clock of this gateway',
          // Debian installs no time service everywhere; where there is none the first says so, and the second begins it.
          mend: 'timedatectl set-ntp true || apt-get install systemd-timesyncd',
        },
      ]
