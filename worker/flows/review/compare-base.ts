import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Rules } from '../../rollout/rules.ts'
import type { Rollout } from '../../rollout/state.ts'
import { compiledAt, rulesOf } from '../compiled.ts'
import { basesNow, wentBack } from '../held-bundles.ts'

/** What a change is compared with, and the rules of that: those in force, not those that the change would have. */
export interface Base {
  readonly bundles: readonly Bundle[]
  readonly rules: Rules | undefined
}

/**
 * Against this commit. Where that does not compile, or holds what the gateways were not given, against what they will have:
 * who approves the change lets go all of it, and must see all of it.
 */
export const baseAt = async (ports: Ports, commit: string): Promise<Base> => {
  const base = await compiledAt(ports, commit)
  const rules = base.kind === 'valid' ? rulesOf(base.topology) : undefined
  if (base.kind === 'valid' && !isAhead(ports.ledger.rollout())) return { bundles: base.bundles, rules }
  return { bundles: (await basesNow(ports)).shown, rules }
}

/** Something of the default branch waits for a word, or was taken back. */
const isAhead = ({ waiting, current }: Rollout): boolean =>
  waiting !== undefined || (current !== undefined && wentBack(current))
