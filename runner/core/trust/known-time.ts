/** The latest time at which everything that is trusted was current here, and what this gateway's own clock said then. */
export interface KnownTime {
  readonly latest: Date
  readonly clock: Date
}

/**
 * A remembered time lies before the expiry of a timestamp, and that is good for a day (`docs/protocol.md` §4): it is at most a
 * day ahead of the truth. So a clock that is further back than that is wrong.
 */
const MOST_AHEAD = 24 * 60 * 60 * 1000

/** How far time moves on before it is written down again: a poll without change seldom writes. */
const STEP = 60 * 60 * 1000

const MAX_BYTES = 128

/**
 * What time it is at least: by the clock, and no earlier than what was known before. A clock that is behind still counts
 * the time that passes, so that metadata that is never renewed expires (`docs/adr/0115`).
 */
export const timeBy = (
  known: KnownTime | undefined,
  clock: Date,
): { readonly now: Date; readonly behind: boolean } => {
  if (known === undefined || clock >= known.latest) return { now: clock, behind: false }
  const behind = clock.getTime() < known.latest.getTime() - MOST_AHEAD
  if (!behind) return { now: known.latest, behind }
  const passed = Math.max(0, clock.getTime() - known.clock.getTime())
  return { now: new Date(known.latest.getTime() + passed), behind }
}

/**
 * What to write down after everything that is trusted was found current at `now`; undefined while what is known will do.
 * Only then: a clock that runs far ahead finds everything expired, and leaves nothing behind.
 */
export const timeToKeep = (known: KnownTime | undefined, clock: Date, now: Date): KnownTime | undefined => {
  const movedOn = known === undefined || now.getTime() - known.latest.getTime() >= STEP
  const wentBack = known !== undefined && timeBy(known, clock).behind && clock < known.clock
  return movedOn || wentBack ? { latest: now, clock } : undefined
}

/** The bytes of a known time. */
export const knownTimeBytes = ({ latest, clock }: KnownTime): Uint8Array =>
  new TextEncoder().encode(`${latest.toISOString()} ${clock.toISOString()}\n`)

/** Reads them; undefined for anything else: what is lost or damaged is not known, and known again after the next poll. */
export const readKnownTime = (bytes: Uint8Array | undefined): KnownTime | undefined => {
  if (bytes === undefined || bytes.length > MAX_BYTES) return undefined
  const [latest, clock, ...more] = new TextDecoder()
    .decode(bytes)
    .trim()
    .split(' ')
    .map(text => new Date(text))
  if (latest === undefined || clock === undefined || more.length > 0) return undefined
  return Number.isNaN(latest.getTime()) || Number.isNaN(clock.getTime()) ? undefined : { latest, clock }
}
