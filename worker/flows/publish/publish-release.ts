import { bundleBytes, bundleDigest } from '../../../schema/wire/bundle.ts'
import { digestOf } from '../../../schema/wire/canonical.ts'
import { bundlePath } from '../../../schema/wire/repository.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Rollout } from '../../rollout/state.ts'
import { compiledAt } from '../compiled.ts'
import { advance } from '../rollout/advance.ts'
import { publishTold, type Told } from './publish.ts'

/**
 * Makes the repository tell every gateway what the rollout wants it told by now. A bundle comes out of the repository's own store
 * by its hash, or is compiled anew from the approved commit and must have the approved hash: what was approved is what ships.
 * `tell` is the real one but in a simulation, which has no time for TUF.
 */
export const publishRelease = async (ports: Ports, tell: Tell = publishTold): Promise<void> => {
  const { ledger } = ports
  const rollout = ledger.rollout()
  const { round } = rollout
  if (rollout.published >= round) return
  const compiled = new Map<string, Promise<ReadonlyMap<string, Uint8Array>>>()
  try {
    await tell(ports, toldBy(rollout), async ({ gateway, digest }) => {
      const stored = await ports.store.get(bundlePath(gateway, digest))
      if (stored !== undefined && digestOf(stored.bytes) === digest) return stored.bytes
      const commit = rollout.origins[rollout.shown[gateway]?.from ?? 0]?.commit ?? ''
      const bundles = compiled.get(commit) ?? compiledBundles(ports, commit)
      compiled.set(commit, bundles)
      const bytes = (await bundles).get(digest)
      if (bytes === undefined) throw new Unapproved(gateway)
      return bytes
    })
  } catch (error) {
    if (!(error instanceof Unapproved)) throw error
    return giveUpPublishing(ports, error.message, round)
  }
  const now = ports.clock.now().getTime()
  ledger.together(() => advance(ledger, now, { kind: 'published', round, now }))
}

/** What `publishTold` does, whatever it answers. */
type Tell = (...args: Parameters<typeof publishTold>) => Promise<unknown>

/** Never published: these bytes were not what anybody approved. */
class Unapproved extends Error {
  override readonly name = 'Unapproved'
  constructor(gateway: string) {
    super(`the commit no longer compiles to the plan that was approved (bundle of ${gateway})`)
  }
}

const compiledBundles = async (ports: Ports, commit: string): Promise<ReadonlyMap<string, Uint8Array>> => {
  const compiled = await compiledAt(ports, commit)
  return new Map(
    compiled.kind === 'valid'
      ? compiled.bundles.map(bundle => [bundleDigest(bundle), bundleBytes(bundle)] as const)
      : [],
  )
}

/** What every gateway with a delegation is told, with where its bundle came from. */
const toldBy = ({ shown, origins, current }: Rollout): Told[] =>
  Object.entries(shown).flatMap(([gateway, { bundle, from, number }]): Told[] => {
    const origin = origins[from] ?? current?.candidate
    return origin === undefined
      ? []
      : [{ gateway, digest: bundle, custom: { release: number, commit: origin.commit, plan: origin.plan } }]
  })

/** No gateway will see what was wanted in this round. */
export const giveUpPublishing = (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  why: string,
  round: number = ledger.rollout().round,
): void => {
  const now = clock.now().getTime()
  ledger.together(() => advance(ledger, now, { kind: 'unpublishable', round, why, now }))
}
