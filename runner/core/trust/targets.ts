import type { MetaFile } from '@tufjs/models'
import { MAX_BUNDLE_BYTES } from '../../../schema/wire/bundle.ts'
import { Digest, type Name } from '../../../schema/wire/names.ts'
import { bundleTarget, gatewayRole, TargetCustom } from '../../../schema/wire/repository.ts'
import { type Delegation, delegationsFor } from './delegations.ts'
import { parseTargets } from './metadata.ts'
import { TrustError } from './trust-error.ts'
import type { Identity, TrustedRoot, TrustedSnapshot, TrustedTarget, TrustedTargets } from './trusted.ts'
import { mustBeCurrent, mustBeSigned, mustMatch, type Signatories, signatoriesOf } from './verify.ts'

/** What a role that signs targets is called in errors. */
type TargetsRole = 'targets' | 'gateway' | 'delegated'

/** What the snapshot says of a role. Throws when it does not list it. */
export const metaOf = (snapshot: TrustedSnapshot, role: string, what: TargetsRole): MetaFile => {
  const { meta } = snapshot.metadata.signed
  const named = Object.hasOwn(meta, `${role}.json`) ? meta[`${role}.json`] : undefined
  if (!named) throw new TrustError(`${what}-mismatch`, `the snapshot does not list ${role}.json`)
  return named
}

/** The targets that the snapshot names (TUF §5.6.2–5.6.5). */
export const trustTargets = (
  root: TrustedRoot,
  snapshot: TrustedSnapshot,
  bytes: Uint8Array,
  now: Date,
): TrustedTargets =>
  proven(bytes, metaOf(snapshot, 'targets', 'targets'), signatoriesOf(root, 'targets'), 'targets', now)

/** A role that trusted targets delegate to, by that delegation's keys and nobody else's (TUF §5.6.7). */
export const trustDelegated = (
  { role, signatories }: Delegation,
  snapshot: TrustedSnapshot,
  bytes: Uint8Array,
  now: Date,
  what: TargetsRole = 'delegated',
): TrustedTargets => proven(bytes, metaOf(snapshot, role, what), signatories, what, now)

/** Whether a release names this gateway: the snapshot lists its role, or the targets let somebody sign for it. */
export const isReleased = (snapshot: TrustedSnapshot, targets: TrustedTargets, gateway: Name): boolean => {
  const name = gatewayRole(gateway)
  return (
    Object.hasOwn(snapshot.metadata.signed.meta, `${name}.json`) ||
    delegationsFor(targets, bundleTarget(gateway)).some(({ role }) => role === name)
  )
}

/** Who may sign for this gateway: its role, whose paths must cover its bundle (`docs/protocol.md` §5.6). */
export const gatewayDelegation = (targets: TrustedTargets, gateway: Name): Delegation => {
  const [path, name] = [bundleTarget(gateway), gatewayRole(gateway)]
  const delegation = delegationsFor(targets, path).find(({ role }) => role === name)
  if (!delegation) throw new TrustError('not-delegated', `nobody may sign ${path} as ${name}`)
  return delegation
}

const proven = (
  bytes: Uint8Array,
  named: MetaFile,
  by: Signatories,
  what: TargetsRole,
  now: Date,
): TrustedTargets => {
  mustMatch(bytes, named, `${what}-mismatch`, what)
  const parsed = parseTargets(what, bytes)
  mustBeSigned(parsed, by, what)
  if (parsed.metadata.signed.version !== named.version)
    throw new TrustError(
      `${what}-mismatch`,
      `${what} metadata is not version ${named.version} as the snapshot says`,
    )
  mustBeCurrent(parsed, now, what)
  return { ...parsed, bytes, policy: by.policy } as TrustedTargets
}

/** The one target of this gateway's role, with its release, commit and plan. */
export const targetOf = (role: TrustedTargets, { network, gateway }: Identity): TrustedTarget => {
  const path = bundleTarget(gateway)
  const { targets } = role.metadata.signed
  const file = Object.hasOwn(targets, path) ? targets[path] : undefined
  if (!file) throw new TrustError('no-target', `the gateway role does not name ${path}`)
  const digest = Digest.safeParse(file.hashes['sha256'])
  const custom = TargetCustom.safeParse(file.custom)
  if (!digest.success || !custom.success || !Number.isSafeInteger(file.length))
    throw new TrustError('unparseable', `the gateway role names ${path} without hash, length or release`)
  if (file.length > MAX_BUNDLE_BYTES)
    throw new TrustError('too-large', `the gateway role names a bundle of ${file.length} bytes`)
  return {
    network,
    gateway,
    digest: digest.data,
    length: file.length,
    custom: custom.data,
  } as TrustedTarget
}
