import type { Happening } from '../../core/monitor/happening.ts'
import { tellingReauthentication } from '../../core/monitor/peer-reauthentication.ts'
import { readSaEvent, SA_EVENTS } from '../../core/monitor/sa-events.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Happenings } from '../../ports/happenings.ts'
import { CHARON_SOCKET, ViciClient } from '../vici/client.ts'

/** Milliseconds between two tries to reach a daemon that does not run. */
const AGAIN = 1000

/** What charon tells of its SAs by vici's events; `path` is the socket. */
export const viciHappenings = (clock: Pick<Clock, 'now' | 'wait'>, path = CHARON_SOCKET): Happenings => ({
  follow: async (_, tell, signal) => {
    const on = tellingReauthentication(tell)
    const daemon = (kind: 'daemon-up' | 'daemon-down'): Happening => ({
      at: clock.now().getTime(),
      kind,
      tunnel: undefined,
      child: undefined,
      by: undefined,
    })
    let reached: boolean | undefined
    while (!signal.aborted) {
      try {
        await using charon = await ViciClient.connect(path)
        await charon.listen(
          SA_EVENTS,
          (event, message) => readSaEvent(event, message, clock.now().getTime()).forEach(on),
          signal,
          () => {
            // One that ran before anybody listened has not just come up.
            if (reached === false) on(daemon('daemon-up'))
            reached = true
          },
        )
      } catch {
        // It does not run, or is not what answers there: that is heard below.
      }
      if (signal.aborted) return
      if (reached === true) on(daemon('daemon-down'))
      reached = false
      await clock.wait(AGAIN, signal)
    }
  },
})
