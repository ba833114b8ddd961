import { connName } from '../../../schema/wire/conn-name.ts'
import type { Child, Connection } from '../host/connection.ts'
import { lifetimesOf } from '../host/lifetimes.ts'
import { seconds, yesNo } from './daemon-words.ts'
import type { ConnSection } from './ipsec-syntax.ts'

/**
 * A conn for each pair of networks. The starter joins those with the same IKE settings to one IKE SA. It knows no
 * `trap|start`, so the initiating end has each child twice: one conn holds the trap, its twin initiates when it is loaded,
 * and charon makes no second SA for the same selectors.
 */
export const tunnelConns = (connection: Connection): ConnSection[] =>
  connection.children.flatMap(child => {
    const section = (starts: boolean, auto: string): ConnSection => ({
      name: connName({ connection: connection.name, child: child.name, starts }),
      settings: { ...settingsOf(connection, child), auto },
    })
    return connection.start === 'trap|start'
      ? [section(false, 'route'), section(true, 'start')]
      : [section(false, AUTO[connection.start])]
  })

const AUTO = { none: 'add', start: 'start', trap: 'route' } as const
const DPD_ACTION = { clear: 'clear', trap: 'hold', restart: 'restart' } as const
const CLOSE_ACTION = { none: 'none', trap: 'hold', start: 'restart' } as const

const settingsOf = (connection: Connection, child: Child): Record<string, string> => ({
  keyexchange: 'ikev2',
  type: 'tunnel',
  left: connection.local.address ?? '%any',
  leftid: connection.local.id,
  leftauth: 'psk',
  leftsubnet: child.local,
  right: connection.remote.address ?? '%any',
  rightid: connection.remote.id,
  rightauth: 'psk',
  rightsubnet: child.remote,
  // With the exclamation mark only these: without it the defaults are offered too.
  ike: `${connection.ike.join(',')}!`,
  esp: `${connection.esp.join(',')}!`,
  ...times(connection),
  forceencaps: yesNo(connection.encap),
  // Both ends are fixed: moving to another interface would carry the tunnel past its underlay.
  mobike: 'no',
  fragmentation: 'yes',
  compress: 'no',
  // For ever, as long as nothing says that it can never work.
  keyingtries: '%forever',
  dpddelay: seconds(connection.dpd.delay),
  dpdaction: DPD_ACTION[connection.dpd.action],
  closeaction: CLOSE_ACTION[connection.close],
})

/** The lifetimes of ipsec.conf are where an SA ends, those of swanctl.conf where rekeying begins. */
const times = (connection: Connection): Record<string, string> => {
  const { ike, reauth, child, margin } = lifetimesOf(connection)
  return {
    ikelifetime: seconds(ike + margin),
    lifetime: seconds(child + margin),
    margintime: seconds(margin),
    rekeyfuzz: '100%',
    rekey: 'yes',
    // Re-authentication tears the SA down and shows as packet loss: only where somebody asked for it.
    reauth: yesNo(reauth),
  }
}
