import type { Bundle } from '../../schema/wire/bundle.ts'
import type { Ports } from '../ports/ports.ts'
import type { Rules } from '../rollout/rules.ts'
import { bundlesAt, compiledAt, rulesOf } from './compiled.ts'

/** What a change is compared with, and the rules of that: those in force, not those that the change would have. */
export interface Base {
  readonly bundles: readonly Bundle[]
  readonly rules: Rules | undefined
}

/** Against this commit; where that does not compile, against what was released last. */
export const baseAt = async (ports: Ports, commit: string): Promise<Base> => {
  const base = await compiledAt(ports, commit)
  if (base.kind === 'valid') return { bundles: base.bundles, rules: rulesOf(base.topology) }
  const released = ports.ledger.rollout().current?.candidate.commit
  return { bundles: await bundlesAt(ports, released), rules: undefined }
}
