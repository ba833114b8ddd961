import type { Rollout } from '../../schema/topology/operation.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import type { Ports } from '../ports/ports.ts'
import { bundlesAt, compiledAt } from './compiled.ts'

/** What a change is compared with, and how much it may reach: as the base says, not as the change would have it. */
export interface Base {
  readonly bundles: readonly Bundle[]
  readonly limit: Rollout['limit'] | undefined
}

/** Against this commit; where that does not compile, against what was released last. */
export const baseAt = async (ports: Ports, commit: string): Promise<Base> => {
  const base = await compiledAt(ports, commit)
  if (base.kind === 'valid') return { bundles: base.bundles, limit: base.topology.rollout.limit }
  const released = ports.ledger.rollout().current?.candidate.commit
  return { bundles: await bundlesAt(ports, released), limit: undefined }
}
