import type { Clock } from '../../ports/clock.ts'
import type { Happenings } from '../../ports/happenings.ts'

/** Whichever IKE daemon is to be followed, heard in its own way; that of the other is not loaded. */
export const eitherHappenings = (clock: Clock): Happenings => ({
  follow: async (daemon, tell, signal) => {
    const heard =
      daemon === 'swanctl'
        ? (await import('./happenings-vici.ts')).viciHappenings(clock)
        : (await import('./happenings-journal.ts')).journalHappenings(clock)
    await heard.follow(daemon, tell, signal)
  },
})
