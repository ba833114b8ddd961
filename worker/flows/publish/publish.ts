import type { Digest, Name } from '../../../schema/wire/names.ts'
import type { TargetCustom } from '../../../schema/wire/repository.ts'
import type { Condition, ObjectStore } from '../../ports/object-store.ts'
import type { Signer } from '../../ports/signer.ts'
import type { Published } from '../../release/published.ts'
import { nextRelease, type Wanted, type Write, wantedAgain } from '../../release/release.ts'
import { ReleaseError } from '../../release/release-error.ts'
import { readPublished } from './read-published.ts'

/** Attempts before giving up. Each leaves out twice as many version numbers as the one before. */
const ATTEMPTS = 12

export interface PublishPorts {
  readonly store: ObjectStore
  readonly signer: Signer
  readonly clock: { now(): Date }
}

/** What one gateway shall be told: a bundle by its digest, and why. A higher release number is news, also of the same bundle. */
export interface Told {
  readonly gateway: Name
  readonly digest: Digest
  readonly custom: TargetCustom
}

/**
 * Makes the repository tell every gateway exactly this, or what it told before; one that is left out loses its delegation:
 * `docs/protocol.md` §4.5. Run it again after a failure or a crash: it goes on from what the store shows, and writes nothing
 * when all is told already. `bytesOf` is asked only for what is news, and may be asked again. Returns what the store shows
 * afterwards. Throws a `ReleaseError`, or what `bytesOf` does.
 */
export const publishTold = (
  ports: PublishPorts,
  told: readonly Told[],
  bytesOf: (told: Told) => Promise<Uint8Array>,
): Promise<Published> =>
  converge(ports, previous =>
    Promise.all(
      told.map(async (each): Promise<Wanted> => {
        const { gateway, digest, custom } = each
        const before = previous?.gateways.get(gateway)?.says
        if (before?.digest === digest && custom.release <= before.custom.release) return { target: before }
        const bundle = await bytesOf(each)
        return { target: { gateway, digest, length: bundle.length, custom }, bundle }
      }),
    ),
  )

/**
 * For the cron: signs the timestamp anew when less than half of its day is left, and the longer-lived roles when half of
 * their life is over. Undefined when nothing was published yet. Throws a `ReleaseError`.
 */
export const resignTimestamp = async (ports: PublishPorts): Promise<Published | undefined> => {
  const { published } = await readPublished(ports.store, ports.signer.publicKey)
  return published && converge(ports, async previous => (previous ? wantedAgain(previous) : []))
}

/** Reads, plans, writes; from the start again when a write finds that somebody else was there. */
const converge = async (
  { store, signer, clock }: PublishPorts,
  wanted: (previous: Published | undefined) => Promise<readonly Wanted[]>,
): Promise<Published> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { published, etag } = await readPublished(store, signer.publicKey)
    const situation = { previous: published, signer, now: clock.now(), skip: 2 ** attempt - 1 }
    const writes = nextRelease(await wanted(published), situation)
    if (published && writes.length === 0) return published
    for (const write of writes) if (!(await perform(store, write, etag))) break
  }
  throw new ReleaseError('contended', `others were faster ${ATTEMPTS} times`)
}

/** False when somebody else was there. */
const perform = (store: ObjectStore, write: Write, etag: string | undefined): Promise<boolean> => {
  if (write.kind === 'content') return storeContent(store, write)
  if (write.kind === 'role') return storeRole(store, write)
  return store.put(write.path, write.bytes, etag === undefined ? ABSENT : { kind: 'matches', etag })
}

const ABSENT: Condition = { kind: 'absent' }

/** The very bytes may be there from an attempt that died; other bytes mean that the version number is taken. */
const storeRole = async (store: ObjectStore, write: Write): Promise<boolean> =>
  (await store.put(write.path, write.bytes, ABSENT)) || holds(await store.get(write.path), write)

/** A bundle's name is its hash: the same bytes may be there already, and wrong ones are put right. */
const storeContent = async (store: ObjectStore, write: Write): Promise<boolean> => {
  if (await store.put(write.path, write.bytes, ABSENT)) return true
  const stored = await store.get(write.path)
  if (holds(stored, write)) return true
  return stored !== undefined && store.put(write.path, write.bytes, { kind: 'matches', etag: stored.etag })
}

const holds = (stored: { readonly bytes: Uint8Array } | undefined, write: Write): boolean =>
  stored !== undefined && Buffer.compare(stored.bytes, write.bytes) === 0
