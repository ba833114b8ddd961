import type { Finding } from '../finding.ts'
import type { HostFacts } from '../host-facts.ts'
import { bridgeNat } from './bridge-nat.ts'
import { clock } from './clock.ts'
import { daemonOff } from './daemon-off.ts'
import { dualDaemon } from './dual-daemon.ts'
import { firewallBackend } from './firewall-backend.ts'
import { foreignConnection } from './foreign-connection.ts'
import { foreignRoutes } from './foreign-routes.ts'
import { keyModes } from './key-modes.ts'
import { mtu } from './mtu.ts'
import { ownServices } from './own-services.ts'
import { places } from './places.ts'
import { pluginMissing } from './plugin-missing.ts'

const TRAPS = [
  dualDaemon,
  daemonOff,
  bridgeNat,
  firewallBackend,
  foreignRoutes,
  pluginMissing,
  mtu,
  foreignConnection,
  places,
  clock,
  keyModes,
  ownServices,
] as const

/** Everything that the traps say of a host. */
export const findingsOf = (host: HostFacts): Finding[] => TRAPS.flatMap(trap => trap(host))
