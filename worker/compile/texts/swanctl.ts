import type { Piece } from '../../../schema/wire/bundle.ts'
import type { HostConfig } from '../host/host-config.ts'
import { NOWHERE, PASSES, type Pass } from '../host/pass.ts'
import { HEADER } from './header.ts'
import { uniqueKeys } from './sections.ts'
import { type SettingsSection, settingsPieces } from './settings-syntax.ts'
import { dialInPools, dialInSecrets, dialInSections } from './swanctl-dial-in.ts'
import { tunnelSecret, tunnelSection } from './swanctl-tunnel.ts'

/** What of a gateway strongSwan is told. */
export type IpsecConfig = Pick<HostConfig, 'connections' | 'dialIns' | 'passes'>

/** swanctl.conf(5) for tunnels and clients; no secret in it, so anybody on the gateway may read it. */
export const swanctlPieces = ({ connections, dialIns, passes }: IpsecConfig): Piece[] => {
  const pools = dialIns.flatMap(dialInPools)
  return settingsPieces(
    {
      connections: uniqueKeys([
        ...connections.map(connection => [connection.name, tunnelSection(connection)] as const),
        ...dialIns.flatMap(dialInSections),
        ...(passes.length > 0 ? [[PASSES, passSection(passes)] as const] : []),
      ]),
      ...(pools.length > 0 ? { pools: uniqueKeys(pools) } : {}),
    },
    HEADER,
  )
}

/** swanctl.conf(5) for pre-shared keys and for the passwords of clients. Private keys are files of their own. */
export const secretsPieces = ({ connections, dialIns }: IpsecConfig): Piece[] =>
  settingsPieces(
    { secrets: uniqueKeys([...connections.map(tunnelSecret), ...dialIns.flatMap(dialInSecrets)]) },
    HEADER,
  )

const passSection = (passes: readonly Pass[]): SettingsSection => ({
  version: '2',
  local_addrs: NOWHERE.local,
  remote_addrs: NOWHERE.remote,
  children: Object.fromEntries(
    passes.map(({ name, local, remote }) => [
      name,
      { local_ts: local, remote_ts: remote, mode: 'pass', start_action: 'trap' },
    ]),
  ),
})
