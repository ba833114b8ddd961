import type { Candidate } from './candidate.ts'
import type { Wave } from './release.ts'
import type { At, Standing, Trouble } from './standing.ts'

/** Milliseconds a gateway may be silent: as its topology says; before one did, ten polls and never less than a slow boot takes. */
export const patience = ({ every, silence = Math.max(15 * 60, 10 * every) }: Candidate): number =>
  silence * 1000

/** Milliseconds a tunnel may stay down: both ends ask for news and apply, one of them after a bad poll. */
const grace = ({ every }: Candidate): number => (2 * every + 60) * 1000

/** Milliseconds in which a wave that has committed must have been well for its soak time. */
export const steadiness = ({ soak }: Wave): number => Math.max(3600, 4 * soak) * 1000

/** Milliseconds after which even somebody who says that he waits counts as silent: a window opens at least once a week. */
const LONGEST_WAIT = 8 * 24 * 3_600_000

/** A person at the gateway holds it: that is no silence, however long. */
export const HELD_BY_A_PERSON: readonly string[] = ['paused', 'rolled-back']

/** Until when a gateway may say nothing; undefined where a person has to act first, or the publication is still under way. */
export const silenceEnds = (
  { since, waits }: Pick<At<'pending'>, 'since' | 'waits'>,
  candidate: Candidate,
): number | undefined => {
  if (since === undefined) return undefined
  if (waits === undefined) return since + patience(candidate)
  return HELD_BY_A_PERSON.includes(waits.code) ? undefined : waits.since + LONGEST_WAIT
}

/** The moment from which a standing counts as sick, if nothing else happens. */
export const sickFrom = (standing: Standing, candidate: Candidate): number | undefined => {
  if (standing.kind === 'pending') return silenceEnds(standing, candidate)
  if (standing.kind === 'committed' && standing.lost !== undefined)
    return standing.lost.since + grace(candidate)
  return undefined
}

/** What is wrong with a gateway that was given the release; undefined when nothing is, or not for long enough. */
export const troubleOf = (standing: Standing, candidate: Candidate, now: number): Trouble | undefined => {
  if (standing.kind === 'failed') return standing.trouble
  const from = sickFrom(standing, candidate)
  if (from === undefined || now < from) return undefined
  if (standing.kind === 'committed') {
    const names = standing.lost?.tunnels.join(', ') ?? ''
    return { kind: 'cut', code: 'tunnel-down', message: `was up before and stayed down: ${names}`, at: now }
  }
  const last = standing.kind === 'pending' ? standing.waits : undefined
  const message = last?.message ?? 'it was told the release and has said nothing since'
  return { kind: 'silent', code: last?.code ?? 'silent', message, at: now }
}

/**
 * It runs what it was given and every tunnel of its own that was up is up; a trap counts, since it sets its SA up with the
 * next packet. Too much loss makes it fail: `withLoss`.
 */
export const isWell = (standing: Standing | undefined): boolean =>
  standing?.kind === 'committed' && standing.lost === undefined

/** It was given the release, and may still turn out sick by it. */
export const isUnderWay = (standing: Standing | undefined): boolean =>
  standing?.kind === 'pending' || (standing?.kind === 'committed' && standing.lost !== undefined)
