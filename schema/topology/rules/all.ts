import type { Rule } from '../finding.ts'
import { addressDuplicate } from './address-duplicate.ts'
import { algorithmUnknown } from './algorithm-unknown.ts'
import { bothStart } from './both-start.ts'
import { certEku } from './cert-eku.ts'
import { certExpiry } from './cert-expiry.ts'
import { certFile } from './cert-file.ts'
import { certKey } from './cert-key.ts'
import { certSan } from './cert-san.ts'
import { childAmbiguous } from './child-ambiguous.ts'
import { clientDynamic } from './client-dynamic.ts'
import { clientProposals } from './client-proposals.ts'
import { connectionAmbiguous } from './connection-ambiguous.ts'
import { dualDaemon } from './dual-daemon.ts'
import { encapNeedless } from './encap-needless.ts'
import { firewallBackend } from './firewall-backend.ts'
import { interfaceDuplicate } from './interface-duplicate.ts'
import { interfaceKind } from './interface-kind.ts'
import { keyReused } from './key-reused.ts'
import { masqueradePrivate } from './masquerade-private.ts'
import { monitorListen } from './monitor-listen.ts'
import { monitorLoad } from './monitor-load.ts'
import { monitorPlain } from './monitor-plain.ts'
import { monitorTarget } from './monitor-target.ts'
import { mssOff } from './mss-off.ts'
import { mtuParent } from './mtu-parent.ts'
import { mtuUnderlay } from './mtu-underlay.ts'
import { natBetween } from './nat-between.ts'
import { natEncap } from './nat-encap.ts'
import { notEnrolled } from './not-enrolled.ts'
import { pfsMismatch } from './pfs-mismatch.ts'
import { pluginMissing } from './plugin-missing.ts'
import { privateUncovered } from './private-uncovered.ts'
import { proposalDisjoint } from './proposal-disjoint.ts'
import { pskAmbiguous } from './psk-ambiguous.ts'
import { pskShared } from './psk-shared.ts'
import { pskWeak } from './psk-weak.ts'
import { reauthGap } from './reauth-gap.ts'
import { routeUnreachable } from './route-unreachable.ts'
import { runnerUnpublished } from './runner-unpublished.ts'
import { secretRecipient } from './secret-recipient.ts'
import { selectorHostBits } from './selector-host-bits.ts'
import { selectorMirror } from './selector-mirror.ts'
import { selectorOverlap } from './selector-overlap.ts'
import { sendcert } from './sendcert.ts'
import { silenceShort } from './silence-short.ts'
import { trapNone } from './trap-none.ts'
import { tunnelEmpty } from './tunnel-empty.ts'
import { userPool } from './user-pool.ts'
import { vlanRange } from './vlan-range.ts'
import { weakCrypto } from './weak-crypto.ts'

/** Every trap that is looked for once all references lead somewhere; those of single words are in the grammar. */
export const RULES: readonly Rule[] = [
  addressDuplicate,
  algorithmUnknown,
  bothStart,
  certEku,
  certExpiry,
  certFile,
  certKey,
  certSan,
  childAmbiguous,
  connectionAmbiguous,
  clientDynamic,
  clientProposals,
  dualDaemon,
  encapNeedless,
  firewallBackend,
  interfaceDuplicate,
  interfaceKind,
  keyReused,
  masqueradePrivate,
  monitorListen,
  monitorLoad,
  monitorPlain,
  monitorTarget,
  mssOff,
  mtuParent,
  mtuUnderlay,
  natBetween,
  natEncap,
  notEnrolled,
  pfsMismatch,
  pluginMissing,
  privateUncovered,
  proposalDisjoint,
  pskAmbiguous,
  pskShared,
  pskWeak,
  reauthGap,
  routeUnreachable,
  runnerUnpublished,
  secretRecipient,
  selectorHostBits,
  selectorMirror,
  selectorOverlap,
  sendcert,
  silenceShort,
  trapNone,
  tunnelEmpty,
  userPool,
  vlanRange,
  weakCrypto,
]
