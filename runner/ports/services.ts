import type { Daemon } from './ipsec.ts'

/** The services of the two daemons. They cannot run side by side: both want UDP 500. */
export interface Services {
  /** Whether what waits for `cygnet-boot` at boot waits no more: it has read what stood in /etc, or is about to. */
  begun(): Promise<boolean>
  /** Which run now. */
  running(): Promise<ReadonlySet<Daemon>>
  /** Throws a `ToolError` that says what to do when this gateway cannot run it: not installed, or masked. */
  mustHave(daemon: Daemon): Promise<void>
  /** Starts it now, forgotten at reboot; waits until it answers. No error when it runs. */
  start(daemon: Daemon): Promise<void>
  /** Stops it now, and its SAs with it; comes back at reboot. No error when it does not run. */
  stop(daemon: Daemon): Promise<void>
  /** From now on, at every boot, this one and not the other; also asks for it to run, without waiting. */
  prefer(daemon: Daemon): Promise<void>
}

/** The one that it is not. */
export const otherDaemon = (daemon: Daemon): Daemon => (daemon === 'swanctl' ? 'ipsec.conf' : 'swanctl')
