import { growingPause } from '../../core/growing-pause.ts'
import { CharonLog } from '../../core/monitor/charon-log.ts'
import { readJournalEntry } from '../../core/monitor/journal-entry.ts'
import { tellingReauthentication } from '../../core/monitor/peer-reauthentication.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Happenings } from '../../ports/happenings.ts'
import { followLines } from './follow-lines.ts'

/** The programs themselves, as journald found them out: anybody may log under their names. */
const SPEAKERS = ['_EXE=/usr/lib/ipsec/charon', '_EXE=/usr/lib/ipsec/starter']

/**
 * From now on, and no more than what is read. (`--lines=0` would pass over the first of what comes, where none of these has said
 * anything yet.)
 */
const ARGS = ['--follow', '--since=now', '--no-tail', '--output=json', '--output-fields=MESSAGE', ...SPEAKERS]

/** What the starter's charon tells of its SAs in the journal (`docs/adr/0163`). `journalctl`: the program, or what begins it. */
export const journalHappenings = (
  clock: Pick<Clock, 'elapsed' | 'wait'>,
  [journalctl, ...first]: readonly [string, ...string[]] = ['journalctl'],
): Happenings => ({
  follow: async (_, tell, signal) => {
    const log = new CharonLog()
    const on = tellingReauthentication(tell)
    const read = (line: string): void => {
      const entry = readJournalEntry(line)
      if (entry !== undefined) log.read(entry.message, entry.at).forEach(on)
    }
    const pause = growingPause()
    while (!signal.aborted) {
      const begun = clock.elapsed()
      await followLines(journalctl, [...first, ...ARGS], read, signal).catch(() => undefined)
      await clock.wait(pause.after(clock.elapsed() - begun), signal)
    }
  },
})
