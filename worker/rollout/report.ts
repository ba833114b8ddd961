import { gatewaysOf, targetOf, waveOf } from './crossing.ts'
import type { ReportedEvent } from './events.ts'
import { withLoss } from './loss.ts'
import type { Held, Release } from './release.ts'
import type { Standing } from './standing.ts'
import { standingAfter } from './standing-after.ts'
import type { Rollout } from './state.ts'

/**
 * Characters of a gateway's words that are remembered here. The whole of it stands in its report; all of this is written with every
 * report, and a fleet that complains at length must not make that slow.
 */
const REMEMBERED = 500

/** Takes a gateway's word: what it runs, and where it stands with the release. The same rollout when that is no news. */
export const reported = (rollout: Rollout, said: ReportedEvent): Rollout => {
  const event = { ...said, message: shortened(said.message) }
  const heard = withHeld(rollout, event)
  const { current, shown, round } = heard
  const standing = current?.standings[event.gateway]
  const target = current && targetOf(current, event.gateway)
  if (current === undefined || standing === undefined || target === undefined) return heard
  const after = standingAfter(
    standing,
    {
      target,
      base: current.base[event.gateway]?.bundle,
      number: shown[event.gateway]?.number ?? current.told,
      round,
    },
    event,
  )
  const next = judged(current, after, event)
  if (next === standing) return heard
  return { ...heard, current: { ...current, standings: { ...current.standings, [event.gateway]: next } } }
}

/** Loss counts from when all of the wave had committed, until its soak is over. */
const judged = (release: Release, standing: Standing, { gateway, loss, now }: ReportedEvent): Standing => {
  const { committedSince, phase, candidate } = release
  const wave = waveOf(release)
  if (standing.kind !== 'committed' || loss === undefined || candidate.loss === undefined) return standing
  if (committedSince === undefined || (phase !== 'rolling' && phase !== 'paused')) return standing
  if (!gatewaysOf(wave).includes(gateway)) return standing
  const said = withLoss(
    standing,
    loss,
    { committedSince, soak: wave.soak * 1000, threshold: candidate.loss },
    now,
  )
  if (said.kind !== 'failed') return said
  return { ...said, trouble: { ...said.trouble, message: shortened(said.trouble.message) } }
}

const shortened = (message: string): string =>
  message.length <= REMEMBERED ? message : `${message.slice(0, REMEMBERED - 1).toWellFormed()}…`

/** Only what it was told to run, now or before, is worth going back to. */
const withHeld = (rollout: Rollout, { gateway, inForce }: ReportedEvent): Rollout => {
  const { current, held, shown } = rollout
  if (inForce === undefined || held[gateway]?.bundle === inForce) return rollout
  const known: readonly (Held | null | undefined)[] = [
    shown[gateway],
    current?.base[gateway],
    current && broughtBy(current, gateway),
  ]
  const found = known.find(one => one?.bundle === inForce)
  if (found === undefined || found === null) return rollout
  return { ...rollout, held: { ...held, [gateway]: { bundle: found.bundle, from: found.from } } }
}

const broughtBy = (release: Release, gateway: string): Held | undefined => {
  const bundle = release.standings[gateway]?.kind === 'queued' ? undefined : targetOf(release, gateway)
  return bundle === undefined ? undefined : { bundle, from: release.number }
}
