import { bundlePath } from '../../../schema/wire/repository-names.ts'
import { trustBundle } from '../../core/trust/bundle.ts'
import type { Identity, TrustedBundle, TrustedTarget } from '../../core/trust/trusted.ts'
import type { Source } from '../../ports/source.ts'
import { downloadBytes } from './download.ts'

/** The bundle that a trusted target names. Nothing is written. Throws like `refresh`. `docs/protocol.md` §5.7. */
export const fetchBundle = async (
  { source }: { readonly source: Source },
  target: TrustedTarget,
  identity: Identity,
): Promise<TrustedBundle> => {
  const bytes = await downloadBytes(source, bundlePath(target.gateway, target.digest), target.length)
  return trustBundle(bytes, target, identity)
}
