import { rootPath } from '../../../schema/wire/repository.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import { ReleaseError } from '../../release/release-error.ts'
import { mustFollow, rootVersion } from '../../release/root.ts'

/**
 * Puts a root that the operators signed where gateways look for it. The same bytes twice are fine; a root that does not
 * follow the one in the store, or stands in another's place, is a `bad-root`. `docs/protocol.md` §4.1.
 */
export const publishRoot = async (store: ObjectStore, root: Uint8Array): Promise<void> => {
  const version = rootVersion(root)
  const before = version > 1 ? await store.get(rootPath(version - 1)) : undefined
  mustFollow(before?.bytes, root)
  if (await store.put(rootPath(version), root, { kind: 'absent' })) return
  const present = await store.get(rootPath(version))
  if (!present || Buffer.compare(present.bytes, root) !== 0)
    throw new ReleaseError('bad-root', `another root ${version} is published already`)
}
