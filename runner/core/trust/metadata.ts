import { canonicalize } from '@tufjs/canonical-json'
import { Metadata, MetadataKind, type Root, Snapshot, type Targets, Timestamp } from '@tufjs/models'
import { LIMITS } from '../../../schema/wire/repository-names.ts'
import { type JsonObject, objectIn, parseObject } from './json.ts'
import { rootOfJson, snapshotOfJson, targetsOfJson } from './models.ts'
import { type RoleName, TrustError } from './trust-error.ts'

/** The only form of a time in TUF metadata (TUF §4.2.1). */
const EXPIRES = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/** Metadata in its shape, with what its signatures are over. Nothing here is trusted yet: that takes signatures. */
export interface Parsed<Role extends Root | Timestamp | Snapshot | Targets> {
  readonly metadata: Metadata<Role>
  /** The signed part as it came: models reorder and drop what they do not know. */
  readonly signed: JsonObject
  /** Its canonical form (TUF §4.2.1), with fields that nobody here knows (TUF §4). */
  readonly message: Uint8Array
}

export const parseRoot = (bytes: Uint8Array): Parsed<Root> => parsed('root', bytes, LIMITS.root, rootOfJson)

export const parseTimestamp = (bytes: Uint8Array): Parsed<Timestamp> =>
  parsed('timestamp', bytes, LIMITS.timestamp, json => Metadata.fromJSON(MetadataKind.Timestamp, json))

export const parseSnapshot = (bytes: Uint8Array): Parsed<Snapshot> =>
  parsed('snapshot', bytes, LIMITS.snapshot, snapshotOfJson)

/** Top-level targets, or what they delegate to. */
export const parseTargets = (
  role: 'targets' | 'gateway' | 'delegated',
  bytes: Uint8Array,
): Parsed<Targets> => {
  const limit = role === 'gateway' ? LIMITS.gatewayRole : LIMITS.targets
  return parsed(role, bytes, limit, targetsOfJson)
}

/** Models are lenient about numbers and times; we are not. */
const parsed = <Role extends Root | Timestamp | Snapshot | Targets>(
  role: RoleName,
  bytes: Uint8Array,
  limit: number,
  read: (json: JsonObject) => Metadata<Role>,
): Parsed<Role> => {
  const json = parseObject(bytes, limit, `${role} metadata`)
  const metadata = shaped(role, () => read(json))
  const { version, expires } = metadata.signed
  if (!isVersion(version)) throw new TrustError('unparseable', `${role} metadata has no whole version number`)
  if (!EXPIRES.test(expires))
    throw new TrustError('unparseable', `${role} metadata has no plain time of expiry`)
  for (const [file, meta] of metaOf(metadata.signed))
    if (!isVersion(meta.version))
      throw new TrustError('unparseable', `${role} metadata has no whole version number for ${file}`)
  const signed = objectIn(json, 'signed')
  return { metadata, signed, message: shaped(role, () => new TextEncoder().encode(canonicalize(signed))) }
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
