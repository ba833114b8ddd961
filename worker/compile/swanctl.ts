import type { Piece } from '../../schema/wire/bundle.ts'
import type { Child, Connection } from './connection.ts'
import { HEADER } from './header.ts'
import { type SettingsSection, settingsPieces } from './settings-syntax.ts'

/** swanctl.conf(5) for the connections; no secret in it, so anybody on the gateway may read it. */
export const swanctlPieces = (connections: readonly Connection[]): Piece[] =>
  settingsPieces(
    {
      connections: Object.fromEntries(
        connections.map(connection => [connection.name, connectionSection(connection)]),
      ),
    },
    HEADER,
  )

/**
 * swanctl.conf(5) for the pre-shared keys. Each belongs to exactly two identities: a key without owners would match any
 * peer, and among equal matches strongSwan signs with whichever was loaded last.
 */
export const secretsPieces = (connections: readonly Connection[]): Piece[] =>
  settingsPieces(
    {
      secrets: Object.fromEntries(
        connections.map(({ name, local, remote }) => [
          `ike-${name}`,
          { 'id-local': local.id, 'id-remote': remote.id, secret: [{ secret: name }] },
        ]),
      ),
    },
    HEADER,
  )

const connectionSection = (connection: Connection): SettingsSection => ({
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
  reauth_time: seconds(connection.reauth ?? 0),
  rekey_time: seconds(connection.rekey.ike),
  ...margins(connection.rekey.ike),
  local: { auth: 'psk', id: connection.local.id },
  remote: { auth: 'psk', id: connection.remote.id },
  children: Object.fromEntries(
    connection.children.map(child => [child.name, childSection(connection, child)]),
  ),
})

const childSection = ({ esp, rekey, start, dpd, close }: Connection, child: Child): SettingsSection => ({
  local_ts: child.local,
  remote_ts: child.remote,
  esp_proposals: esp.join(','),
  rekey_time: seconds(rekey.child),
  life_time: seconds(rekey.child + margin(rekey.child)),
  rand_time: seconds(margin(rekey.child)),
  start_action: start,
  dpd_action: dpd.action,
  close_action: close,
})

const margins = (rekey: number): SettingsSection => ({
  over_time: seconds(margin(rekey)),
  rand_time: seconds(margin(rekey)),
})

/** A tenth: so much later the SA is given up when rekeying fails, and up to so much earlier one end begins. */
const margin = (rekey: number): number => Math.ceil(rekey / 10)

const seconds = (count: number): string => `${count}s`

const yesNo = (on: boolean): string => (on ? 'yes' : 'no')
