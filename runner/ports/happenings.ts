import type { Happening } from '../core/monitor/happening.ts'
import type { Daemon } from './ipsec.ts'

/** What an IKE daemon does, as it does it. */
export interface Happenings {
  /**
   * Tells what happens until the signal is given; resolves then. A daemon that goes away and comes back is followed on. Never
   * throws: a daemon that cannot be heard is a gap, not an error.
   */
  follow(daemon: Daemon, tell: (happening: Happening) => void, signal: AbortSignal): Promise<void>
}
