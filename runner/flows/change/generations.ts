import { Bundle } from '../../../schema/wire/bundle.ts'
import type { Digest } from '../../../schema/wire/names.ts'
import { digestOf } from '../../core/digest.ts'
import { type OpenFiles, openFiles } from '../../core/keys/open.ts'
import { GENERATIONS, generationPath } from '../../core/paths.ts'
import { restagedFrom, type StagedGeneration, stagedFrom } from '../../core/state/generation.ts'
import type { Released } from '../../core/state/journal.ts'
import type { TrustedBundle } from '../../core/trust/trusted.ts'
import type { Disk } from '../../ports/disk.ts'
import { DiskError } from '../../ports/disk-error.ts'
import type { Gateway } from '../gateway.ts'
import { openSecrets } from '../keys/open-secrets.ts'

/** Puts a trusted bundle on this gateway's disk and reads it back: what is staged is byte for byte what was trusted. */
export const stage = async (disk: Disk, trusted: TrustedBundle): Promise<StagedGeneration> => {
  const path = generationPath(trusted.digest)
  await disk.write('stage the bundle', path, trusted.bytes, 0o600)
  const kept = await disk.read('read the staged bundle back', path)
  if (kept === undefined || digestOf(kept) !== trusted.digest)
    throw new DiskError('failed', 'stage the bundle', `${path} does not read back as it was written`)
  return stagedFrom(trusted)
}

/** A generation that was in force here before, staged once more. Throws like `loadBundle`. */
export const restage = async (disk: Disk, kept: Released): Promise<StagedGeneration> =>
  restagedFrom(await loadBundle(disk, kept.digest), kept)

/** A generation that was staged before, checked against its digest again. Throws when it is not there or not the same. */
export const loadBundle = async (disk: Disk, digest: Digest): Promise<Bundle> => {
  const bytes = await disk.read('read a generation', generationPath(digest))
  if (bytes === undefined || digestOf(bytes) !== digest)
    throw new Error(`generation ${digest} is not on this disk as it was staged`)
  return Bundle.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

/** A bundle's files with every secret filled in, in memory. Throws a `SealedError` or a `SecretError`. */
export const openBundle = async ({ disk }: Pick<Gateway, 'disk'>, bundle: Bundle): Promise<OpenFiles> =>
  openFiles(bundle, await openSecrets(disk, bundle))

/** Removes every staged bundle but the ones named. */
export const forgetOthers = async (disk: Disk, kept: ReadonlySet<Digest>): Promise<void> => {
  const names = new Set([...kept].map(digest => `${digest}.json`))
  for (const name of await disk.list('list generations', GENERATIONS))
    if (!names.has(name)) await disk.remove('forget a generation', `${GENERATIONS}/${name}`)
}
