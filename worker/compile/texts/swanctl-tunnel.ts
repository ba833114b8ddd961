import type { Child, Connection } from '../host/connection.ts'
import { type Lifetimes, lifetimesOf } from '../host/lifetimes.ts'
import { seconds, yesNo } from './daemon-words.ts'
import type { SettingsSection } from './settings-syntax.ts'

/** A tunnel as a connection of swanctl.conf(5), one CHILD SA for each pair of networks. */
export const tunnelSection = (connection: Connection): SettingsSection => {
  const times = lifetimesOf(connection)
  return {
    version: '2',
    local_addrs: connection.local.address ?? '%any',
    remote_addrs: connection.remote.address ?? '%any',
    proposals: connection.ike.join(','),
    encap: yesNo(connection.encap),
    // Both ends are fixed: moving to another interface would carry the tunnel past its underlay.
    mobike: 'no',
    // An IKE SA that the peer forgot gives way to its new one.
    unique: 'replace',
    // For ever, as long as nothing says that it can never work.
    keyingtries: '0',
    dpd_delay: seconds(connection.dpd.delay),
    // Re-authentication tears the SA down and shows as packet loss: only where somebody asked for it.
    reauth_time: seconds(times.reauth ? times.ike : 0),
    rekey_time: seconds(times.reauth ? 0 : times.ike),
    over_time: seconds(times.margin),
    rand_time: seconds(times.margin),
    local: { auth: 'psk', id: connection.local.id },
    remote: { auth: 'psk', id: connection.remote.id },
    children: Object.fromEntries(
      connection.children.map(child => [child.name, childSection(connection, child, times)]),
    ),
  }
}

/**
 * The tunnel's pre-shared key. It belongs to exactly two identities: a key without owners would match any peer, and among
 * equal matches strongSwan signs with whichever was loaded last.
 */
export const tunnelSecret = ({ name, local, remote }: Connection): readonly [string, SettingsSection] => [
  `ike-${name}`,
  { 'id-local': local.id, 'id-remote': remote.id, secret: [{ secret: name }] },
]

const childSection = (
  { esp, start, dpd, close }: Connection,
  child: Child,
  times: Lifetimes,
): SettingsSection => ({
  local_ts: child.local,
  remote_ts: child.remote,
  esp_proposals: esp.join(','),
  rekey_time: seconds(times.child),
  life_time: seconds(times.child + times.margin),
  rand_time: seconds(times.margin),
  start_action: start,
  dpd_action: dpd.action,
  close_action: close,
})
