import type { MetaFile } from '@tufjs/models'
import { MAX_BUNDLE_BYTES } from '../../../schema/wire/bundle.ts'
import { Digest, type Name } from '../../../schema/wire/names.ts'
import { bundleTarget, gatewayRole, TargetCustom } from '../../../schema/wire/repository.ts'
import { parseGatewayRole, parseTargets } from './metadata.ts'
import { TrustError } from './trust-error.ts'
import type {
  Identity,
  TrustedGatewayRole,
  TrustedRoot,
  TrustedSnapshot,
  TrustedTarget,
  TrustedTargets,
} from './trusted.ts'
import { mustBeCurrent, mustBeSigned, mustMatch, type Signatories, signatoriesOf } from './verify.ts'

/** What the snapshot says of the targets. Throws when it does not list them. */
export const targetsMeta = (snapshot: TrustedSnapshot): MetaFile =>
  metaOf(snapshot, 'targets.json', 'targets-mismatch')

/** What the snapshot says of this gateway's role. Throws when it does not list it. */
export const gatewayMeta = (snapshot: TrustedSnapshot, gateway: Name): MetaFile =>
  metaOf(snapshot, `${gatewayRole(gateway)}.json`, 'gateway-mismatch')

const metaOf = (
  snapshot: TrustedSnapshot,
  file: string,
  code: 'targets-mismatch' | 'gateway-mismatch',
): MetaFile => {
  const meta = Object.hasOwn(snapshot.metadata.signed.meta, file)
    ? snapshot.metadata.signed.meta[file]
    : undefined
  if (!meta) throw new TrustError(code, `the snapshot does not list ${file}`)
  return meta
}

/** The targets that the snapshot names (TUF §5.6.2–5.6.5). */
export const trustTargets = (
  root: TrustedRoot,
  snapshot: TrustedSnapshot,
  bytes: Uint8Array,
  now: Date,
): TrustedTargets => {
  const named = targetsMeta(snapshot)
  mustMatch(bytes, named, 'targets-mismatch', 'targets')
  const metadata = parseTargets(bytes)
  mustBeSigned(metadata, signatoriesOf(root.metadata, 'targets'), 'targets')
  if (metadata.signed.version !== named.version)
    throw new TrustError('targets-mismatch', `targets are not version ${named.version} as the snapshot says`)
  mustBeCurrent(metadata, now, 'targets')
  return { metadata, bytes } as TrustedTargets
}

/** This gateway's role, by its delegation and nobody else's signature (TUF §5.6.7, `docs/protocol.md` §5.6). */
export const trustGatewayRole = (
  targets: TrustedTargets,
  snapshot: TrustedSnapshot,
  bytes: Uint8Array,
  gateway: Name,
  now: Date,
): TrustedGatewayRole => {
  const named = gatewayMeta(snapshot, gateway)
  mustMatch(bytes, named, 'gateway-mismatch', 'gateway')
  const metadata = parseGatewayRole(bytes)
  mustBeSigned(metadata, delegationOf(targets, gateway), 'gateway')
  if (metadata.signed.version !== named.version)
    throw new TrustError(
      'gateway-mismatch',
      `gateway role is not version ${named.version} as the snapshot says`,
    )
  mustBeCurrent(metadata, now, 'gateway')
  return { metadata, bytes } as TrustedGatewayRole
}

/** Who may sign for this gateway: the role must be delegated, and its paths must cover the gateway's bundle. */
const delegationOf = (targets: TrustedTargets, gateway: Name): Signatories => {
  const { delegations } = targets.metadata.signed
  const name = gatewayRole(gateway)
  const role =
    delegations?.roles && Object.hasOwn(delegations.roles, name) ? delegations.roles[name] : undefined
  if (!delegations || !role?.isDelegatedPath(bundleTarget(gateway)))
    throw new TrustError('not-delegated', `nobody may sign ${bundleTarget(gateway)} as ${name}`)
  return { keys: delegations.keys, keyIDs: role.keyIDs, threshold: role.threshold }
}

/** The one target of this gateway's role, with its release, commit and plan. */
export const targetOf = (role: TrustedGatewayRole, { network, gateway }: Identity): TrustedTarget => {
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
