import type { Metadata, MetaFile, Snapshot, Targets, Timestamp } from '@tufjs/models'
import { Digest, Name } from '../../schema/wire/names.ts'
import { bundleTarget, TargetCustom } from '../../schema/wire/repository.ts'
import { type JsonObject, models, mustBeOwn } from './metadata.ts'
import { ReleaseError } from './release-error.ts'

/** One gateway's target as its role names it. */
export interface GatewayTarget {
  readonly gateway: Name
  readonly digest: Digest
  /** Bytes. */
  readonly length: number
  readonly custom: TargetCustom
}

/** A role as it stands in the store: what it says, and how long that holds. */
export interface PublishedRole<T> {
  readonly says: T
  readonly version: number
  readonly expires: Date
}

/** What the store shows now: the release that a gateway would take. */
export interface Published {
  readonly timestamp: PublishedRole<MetaFile>
  readonly snapshot: PublishedRole<Readonly<Record<string, MetaFile>>>
  /** The gateways that have a delegation, sorted. */
  readonly targets: PublishedRole<readonly Name[]>
  readonly gateways: ReadonlyMap<Name, PublishedRole<GatewayTarget>>
}

/** Reads one role out of the store's bytes. Throws `unreadable`, or `not-ours` when this key did not sign them. */
type Reader<T> = (bytes: Uint8Array, publicKey: Uint8Array, path: string) => PublishedRole<T>

const reader =
  <Role extends Timestamp | Snapshot | Targets, T>(
    model: (json: JsonObject) => Metadata<Role>,
    says: (signed: Role) => T,
  ): Reader<T> =>
  (bytes, publicKey, path) => {
    const metadata = readable(path, () => model(JSON.parse(new TextDecoder().decode(bytes))))
    mustBeOwn(metadata, publicKey, path)
    const { signed } = metadata
    return {
      says: readable(path, () => says(signed)),
      version: signed.version,
      expires: new Date(signed.expires),
    }
  }

export const readTimestamp: Reader<MetaFile> = reader(models.timestamp, signed => signed.snapshotMeta)

export const readSnapshot: Reader<Readonly<Record<string, MetaFile>>> = reader(
  models.snapshot,
  signed => signed.meta,
)

export const readTargets: Reader<readonly Name[]> = reader(models.targets, signed =>
  Object.keys(signed.delegations?.roles ?? {})
    .map(role => Name.parse(role.replace(/^gateway\./, '')))
    .sort(),
)

export const readGatewayRole = (gateway: Name): Reader<GatewayTarget> =>
  reader(models.targets, signed => {
    const file = signed.targets[bundleTarget(gateway)]
    return {
      gateway,
      digest: Digest.parse(file?.hashes['sha256']),
      length: file?.length ?? 0,
      custom: TargetCustom.parse(file?.custom),
    }
  })

const readable = <T>(path: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    throw new ReleaseError('unreadable', `${path} in the store cannot be read`, { cause })
  }
}
