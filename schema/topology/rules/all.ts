import type { Rule } from '../finding.ts'
import { addressDuplicate } from './address-duplicate.ts'
import { childAmbiguous } from './child-ambiguous.ts'
import { encapNeedless } from './encap-needless.ts'
import { interfaceDuplicate } from './interface-duplicate.ts'
import { interfaceKind } from './interface-kind.ts'
import { keyReused } from './key-reused.ts'
import { mssOff } from './mss-off.ts'
import { mtuParent } from './mtu-parent.ts'
import { mtuUnderlay } from './mtu-underlay.ts'
import { natEncap } from './nat-encap.ts'
import { notEnrolled } from './not-enrolled.ts'
import { privateUncovered } from './private-uncovered.ts'
import { pskAmbiguous } from './psk-ambiguous.ts'
import { routeUnreachable } from './route-unreachable.ts'
import { selectorHostBits } from './selector-host-bits.ts'
import { selectorOverlap } from './selector-overlap.ts'
import { trapNone } from './trap-none.ts'
import { tunnelEmpty } from './tunnel-empty.ts'
import { vlanRange } from './vlan-range.ts'
import { weakCrypto } from './weak-crypto.ts'

/** Every trap that is looked for once all references lead somewhere; those of single words are in the grammar. */
export const RULES: readonly Rule[] = [
  addressDuplicate,
  childAmbiguous,
  encapNeedless,
  interfaceDuplicate,
  interfaceKind,
  keyReused,
  mssOff,
  mtuParent,
  mtuUnderlay,
  natEncap,
  notEnrolled,
  privateUncovered,
  pskAmbiguous,
  routeUnreachable,
  selectorHostBits,
  selectorOverlap,
  trapNone,
  tunnelEmpty,
  vlanRange,
  weakCrypto,
]
