import type { Name } from '../../../schema/wire/names.ts'
import {
  gatewayRole,
  gatewayRolePath,
  snapshotPath,
  TIMESTAMP,
  targetsPath,
} from '../../../schema/wire/repository.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import {
  type GatewayTarget,
  type Published,
  type PublishedRole,
  readGatewayRole,
  readSnapshot,
  readTargets,
  readTimestamp,
} from '../../release/published.ts'
import { ReleaseError } from '../../release/release-error.ts'

/** What the store shows, and the ETag of the timestamp that shows it: the next one may only replace exactly that. */
export interface Shown {
  readonly published: Published | undefined
  readonly etag: string | undefined
}

/**
 * Follows the timestamp down to each gateway's role, checking that `publicKey` signed every one of them. Nothing is
 * published when there is no timestamp. Throws `not-ours` or `unreadable`.
 */
export const readPublished = async (store: ObjectStore, publicKey: Uint8Array): Promise<Shown> => {
  const switched = await store.get(TIMESTAMP)
  if (!switched) return { published: undefined, etag: undefined }
  const read = async <T>(
    path: string,
    reader: (bytes: Uint8Array, key: Uint8Array, path: string) => T,
  ): Promise<T> => {
    const object = await store.get(path)
    if (!object) throw new ReleaseError('unreadable', `the store lacks ${path}`)
    return reader(object.bytes, publicKey, path)
  }
  const timestamp = readTimestamp(switched.bytes, publicKey, TIMESTAMP)
  const snapshot = await read(snapshotPath(timestamp.says.version), readSnapshot)
  const targets = await read(targetsPath(snapshot.says['targets.json']?.version ?? 0), readTargets)
  const gateways = await Promise.all(
    targets.says.map(async (gateway): Promise<[Name, PublishedRole<GatewayTarget>]> => {
      const version = snapshot.says[`${gatewayRole(gateway)}.json`]?.version ?? 0
      return [gateway, await read(gatewayRolePath(version, gateway), readGatewayRole(gateway))]
    }),
  )
  return { published: { timestamp, snapshot, targets, gateways: new Map(gateways) }, etag: switched.etag }
}
