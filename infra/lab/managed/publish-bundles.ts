import { type Bundle, bundleBytes, bundleDigest } from '../../../schema/wire/bundle.ts'
import type { TargetCustom } from '../../../schema/wire/repository.ts'
import { type PublishPorts, publishTold } from '../../../worker/flows/publish/publish.ts'

/**
 * Tells each gateway its bundle of one release, for whoever has bundles at hand and no rollout: by the code that the Worker
 * publishes with. A gateway without a bundle loses its delegation. Throws a `ReleaseError`.
 */
export const publishBundles = async (
  ports: PublishPorts,
  bundles: readonly Bundle[],
  custom: TargetCustom,
): Promise<void> => {
  const bytes = new Map(bundles.map(bundle => [bundleDigest(bundle), bundleBytes(bundle)] as const))
  const told = bundles.map(bundle => ({ gateway: bundle.gateway, digest: bundleDigest(bundle), custom }))
  await publishTold(ports, told, async ({ digest }) => bytes.get(digest) ?? new Uint8Array())
}
