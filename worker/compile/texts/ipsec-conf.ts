import { connName } from '../../../schema/wire/conn-name.ts'
import { NOWHERE, PASSES, type Pass } from '../host/pass.ts'
import { HEADER } from './header.ts'
import { dialInConns } from './ipsec-dial-in.ts'
import { type ConnSection, connText } from './ipsec-syntax.ts'
import { tunnelConns } from './ipsec-tunnel.ts'
import { uniqueKeys } from './sections.ts'
import type { IpsecConfig } from './swanctl.ts'

/**
 * ipsec.conf(5) for tunnels and clients, for the starter to include. Each section says everything that matters: what it left
 * out would come from a `conn %default` that somebody has in the file above it.
 */
export const ipsecConfText = ({ connections, dialIns, passes }: IpsecConfig): string => {
  const sections = [
    ...connections.flatMap(tunnelConns),
    ...dialIns.flatMap(dialInConns),
    ...passes.map(passConn),
  ]
  uniqueKeys(sections.map(({ name }) => [name, true]))
  return connText(sections, HEADER)
}

/** Both ends are addresses that nobody calls from, and the one that is not ours is no address of this machine: or the starter would swap them. */
const passConn = ({ name, local, remote }: Pass): ConnSection => ({
  name: connName({ connection: PASSES, child: name, starts: false }),
  settings: {
    keyexchange: 'ikev2',
    type: 'passthrough',
    left: NOWHERE.local,
    leftsubnet: local,
    right: NOWHERE.remote,
    rightsubnet: remote,
    authby: 'never',
    auto: 'route',
  },
})
