import type { Bundle, Piece } from '../../../schema/wire/bundle.ts'
import { HEADER } from './header.ts'
import { settingsPieces } from './settings-syntax.ts'

/** What happens to SAs and why, not every packet: enough to read a loss off the journal by time. */
const LEVELS = { default: '1', enc: '0', net: '0', job: '0' } as const

/** Each line with the IKE SA that it is about: the monitor reads happenings off the starter's log. */
const NAMED = { ...LEVELS, ike_name: 'yes' } as const

/**
 * strongswan.conf(5) settings, the same on every gateway but for where the daemon writes its log, and what the monitor must
 * find there. They are read after the daemon's and the plugins' own files, so they win.
 */
export const strongswanPieces = (daemon: Bundle['daemon'], isMeasured: boolean): Piece[] =>
  settingsPieces(
    {
      charon: {
        // A dead peer is noticed after 83 s (2 s × 1.8ⁿ, five tries) instead of 165 s.
        retransmit_timeout: '2.0',
        retransmit_base: '1.8',
        retransmit_tries: '5',
        plugins: {
          // Exempts every subnet this host has an address in, also those that a tunnel should carry.
          'bypass-lan': { load: 'no' },
          // ESP in user space: the kernel does it.
          'kernel-libipsec': { load: 'no' },
        },
        ...(daemon === 'ipsec.conf' ? { syslog: { daemon: isMeasured ? NAMED : LEVELS } } : {}),
      },
      ...(daemon === 'swanctl' ? { 'charon-systemd': { journal: LEVELS } } : {}),
    },
    HEADER,
  )
