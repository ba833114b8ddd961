/**
 * Installs one runner in the place of another, outside of any runner's process: what is replaced cannot replace itself, and
 * the service's sandbox does not let it. What it installs lies where `core/upgrade/upgrade-script.ts` says.
 */
export interface Upgrader {
  /** The way back is taken after so many seconds, unless disarmed. Lost at a reboot: the boot takes it itself. */
  arm(seconds: number): Promise<void>
  /** No error when none is armed. */
  disarm(): Promise<void>
  /** Begins to install the new package and returns; this process is ended by it sooner or later. */
  install(): Promise<void>
  /** Begins to take the way back now and returns, the same way. */
  goBack(): Promise<void>
  /** Whether any of the above is under way, the timer included. */
  isActive(): Promise<boolean>
}
