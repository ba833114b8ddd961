import { LIMITS, rootPath } from '../../../schema/wire/repository-names.ts'
import { nextRoot, rotatesOnlineKeys } from '../../core/trust/root.ts'
import type { TrustedRoot } from '../../core/trust/trusted.ts'
import type { Source } from '../../ports/source.ts'
import { download } from './download.ts'
import type { TrustFolder } from './trust-folder.ts'

/**
 * Walks from the trusted root to the newest one, version by version, keeping each (TUF §5.3.2–5.3.9). What was signed
 * with keys that a root retires is forgotten *before* that root is kept: a crash in between then repeats the step, while
 * the other order could leave a thief's far-ahead version in place for good (§5.3.11). So is the time at which it was current.
 */
export const followRoots = async (
  source: Source,
  folder: TrustFolder,
  from: TrustedRoot,
): Promise<TrustedRoot> => {
  let root = from
  for (let step = 0; step < LIMITS.rootRotations; step++) {
    const fetched = await download(source, rootPath(root.metadata.signed.version + 1), LIMITS.root)
    if (fetched.kind !== 'found') return root
    const next = nextRoot(root, fetched.bytes)
    if (rotatesOnlineKeys(root, next)) {
      await folder.forget('timestamp')
      await folder.forget('snapshot')
      await folder.forgetTime()
    }
    await folder.keep('root', next.bytes, root.bytes)
    root = next
  }
  return root
}
