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
          mend: 'timedatectl set-ntp true',
        },
      ]
