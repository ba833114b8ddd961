import type { Ports } from '../ports/ports.ts'
import { advance } from './advance.ts'
import { compiledAt } from './compiled.ts'
import { publish } from './publish.ts'

/**
 * Publishes the current release, if it is still the one that was meant. The bundles are compiled anew from the commit
 * and must come to the approved digest: what was approved is what ships.
 */
export const publishRelease = async (ports: Ports, number: number): Promise<void> => {
  const { ledger } = ports
  const release = ledger.rollout().current
  if (release?.number !== number || release.phase !== 'publishing') return
  const { commit, plan } = release.candidate
  const compiled = await compiledAt(ports, commit)
  if (compiled.kind !== 'valid' || compiled.plan !== plan) {
    giveUpPublishing(ports, number, 'the commit no longer compiles to the plan that was approved')
    return
  }
  await publish(ports, { bundles: compiled.bundles, custom: { release: number, commit, plan } })
  const now = ports.clock.now().getTime()
  ledger.together(() => advance(ledger, now, { kind: 'published', release: number, now }))
}

/** The release ends here: no gateway will see it. */
export const giveUpPublishing = ({ ledger, clock }: Ports, release: number, why: string): void =>
  ledger.together(() => advance(ledger, clock.now().getTime(), { kind: 'unpublishable', release, why }))
