import { canonicalBytes, digestOf } from '../../../schema/wire/canonical.ts'
import type { Digest } from '../../../schema/wire/names.ts'
import type { Ports } from '../../ports/ports.ts'

/**
 * What the address of a plan's rollout ends in. Who has it may see the page, and the plan's digest does not lead to it: that stands in
 * every gateway's metadata, which anybody may read. A signature always comes out the same, and only the Worker can make it.
 */
export const pageOf = ({ network, signer }: Pick<Ports, 'network' | 'signer'>, plan: string): Digest =>
  digestOf(signer.sign(canonicalBytes({ cygnet: 'rollout-page-1', network, plan })))

/** The address of the page on which the rollout of a plan is followed. */
export const rolloutAddress = (ports: Pick<Ports, 'network' | 'signer' | 'address'>, plan: string): string =>
  `${ports.address}/rollouts/${pageOf(ports, plan)}`
