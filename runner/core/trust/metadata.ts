import { Metadata, MetadataKind, type Root, Snapshot, type Targets, Timestamp } from '@tufjs/models'
import { LIMITS } from '../../../schema/wire/repository.ts'
import { parseObject } from './json.ts'
import { type RoleName, TrustError } from './trust-error.ts'

/** The only form of a time in TUF metadata (TUF §4.2.1). */
const EXPIRES = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

export const parseRoot = (bytes: Uint8Array): Metadata<Root> =>
  parsed('root', bytes, LIMITS.root, json => Metadata.fromJSON(MetadataKind.Root, json))

export const parseTimestamp = (bytes: Uint8Array): Metadata<Timestamp> =>
  parsed('timestamp', bytes, LIMITS.timestamp, json => Metadata.fromJSON(MetadataKind.Timestamp, json))

export const parseSnapshot = (bytes: Uint8Array): Metadata<Snapshot> =>
  parsed('snapshot', bytes, LIMITS.snapshot, json => Metadata.fromJSON(MetadataKind.Snapshot, json))

export const parseTargets = (bytes: Uint8Array): Metadata<Targets> =>
  parsed('targets', bytes, LIMITS.targets, json => Metadata.fromJSON(MetadataKind.Targets, json))

export const parseGatewayRole = (bytes: Uint8Array): Metadata<Targets> =>
  parsed('gateway', bytes, LIMITS.gatewayRole, json => Metadata.fromJSON(MetadataKind.Targets, json))

/** Models are lenient about numbers and times; we are not. Nothing here is trusted yet: that takes signatures. */
const parsed = <Role extends Root | Timestamp | Snapshot | Targets>(
  role: RoleName,
  bytes: Uint8Array,
  limit: number,
  read: (json: ReturnType<typeof parseObject>) => Metadata<Role>,
): Metadata<Role> => {
  const json = parseObject(bytes, limit, `${role} metadata`)
  const metadata = shaped(role, () => read(json))
  const { version, expires } = metadata.signed
  if (!isVersion(version)) throw new TrustError('unparseable', `${role} metadata has no whole version number`)
  if (!EXPIRES.test(expires))
    throw new TrustError('unparseable', `${role} metadata has no plain time of expiry`)
  for (const [file, meta] of metaOf(metadata.signed))
    if (!isVersion(meta.version))
      throw new TrustError('unparseable', `${role} metadata has no whole version number for ${file}`)
  return metadata
}

const shaped = <T>(role: RoleName, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    throw new TrustError('unparseable', `${role} metadata has not the shape of TUF metadata`, { cause })
  }
}

const isVersion = (version: number): boolean => Number.isSafeInteger(version) && version >= 1

const metaOf = (signed: Root | Timestamp | Snapshot | Targets) => {
  if (signed instanceof Timestamp) return [['snapshot.json', signed.snapshotMeta] as const]
  return signed instanceof Snapshot ? Object.entries(signed.meta) : []
}
