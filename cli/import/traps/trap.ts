import type { Problem } from '../../../schema/problem.ts'
import type { Host } from '../model/host.ts'

/** Looks for one mistake in everything that was read of a host. Pure. */
export type Trap = (host: Host) => Iterable<Problem>
