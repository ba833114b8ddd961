import { inReadingOrder, type Problem } from '../../../schema/problem.ts'
import type { Host } from '../model/host.ts'
import { weakCrypto } from './crypto.ts'
import { firewallBackend, masqueradePrivate, ruleDuplicate } from './firewall.ts'
import { bothStart, manyPerIdentity, reauthGap, templateLive } from './negotiation.ts'
import { duplicateDefinition, pskWeak, secretPlain } from './secrets.ts'
import { selectorHostBits, selectorOverlap, selectorSyntax, selectorUnrouted } from './selectors.ts'
import { dualDaemon } from './services.ts'
import type { Trap } from './trap.ts'
import { interfaceName, mtuUnderlay, netplanCrash, netplanLeftover, vlanRange } from './underlay.ts'
import { updownAppend, updownNeverRuns } from './updown.ts'

const TRAPS: readonly Trap[] = [
  vlanRange,
  mtuUnderlay,
  interfaceName,
  netplanCrash,
  netplanLeftover,
  weakCrypto,
  selectorHostBits,
  selectorSyntax,
  selectorOverlap,
  selectorUnrouted,
  reauthGap,
  bothStart,
  templateLive,
  manyPerIdentity,
  ruleDuplicate,
  masqueradePrivate,
  firewallBackend,
  updownAppend,
  updownNeverRuns,
  pskWeak,
  duplicateDefinition,
  secretPlain,
  dualDaemon,
]

/** Everything that is wrong with a host's configuration, in the order of its files. */
export const trapsOf = (host: Host): Problem[] => inReadingOrder(TRAPS.flatMap(trap => [...trap(host)]))
