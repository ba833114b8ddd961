import { HEADER } from './header.ts'

/** networkd.conf(5): without this, networkd deletes strongSwan's routes and its rule for table 220 when it restarts. */
export const networkdText = (): string =>
  `${HEADER}[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n`
