import type { RevocationList } from '../../../schema/topology/beside/revocation-list.ts'
import type { ObjectStore } from '../../ports/object-store.ts'

/** Where a revocation list lies in the store, and behind the network's address: `pki/ca.crl`. */
export const revocationPath = (name: string): string => `pki/${name}`

/**
 * Puts the lists of the default branch where clients fetch them. They need no approval: each is signed by its authority,
 * and can only take away. Of two writers that meet, the one that comes later looks at the later branch.
 */
export const publishRevocations = async (
  store: ObjectStore,
  lists: readonly RevocationList[],
): Promise<void> => {
  for (const { name, der } of lists) {
    const path = revocationPath(name)
    const known = await store.get(path)
    if (known !== undefined && Buffer.compare(known.bytes, der) === 0) continue
    await store.put(
      path,
      der,
      known === undefined ? { kind: 'absent' } : { kind: 'matches', etag: known.etag },
    )
  }
}
