import { crossingOf, gatewaysOf } from './crossing.ts'
import { givenAtAll } from './give.ts'
import { rollBack } from './go-back.ts'
import type { Person } from './person.ts'
import type { Release } from './release.ts'
import type { At, Standing } from './standing.ts'
import type { Rollout } from './state.ts'
import type { Steering } from './steering.ts'

/** What a person can do to a release now: a button for each of them, and none for what would do nothing. */
export const steeringsOf = (release: Release): Steering[] => {
  switch (release.phase) {
    case 'rolling':
      return ['pause', 'roll-back']
    case 'paused':
      return ['resume', 'roll-back']
    case 'halting':
      return hasAnythingToTakeBack(release) ? ['roll-back'] : []
    case 'halted':
      return hasAnythingToTakeBack(release) ? ['resume', 'roll-back'] : ['resume']
    case 'completed':
      return hasAnythingToTakeBack(release) || Object.keys(release.removed).length > 0 ? ['roll-back'] : []
    case 'rolling-back':
    case 'rolled-back':
    case 'superseded':
      return []
    default:
      return release.phase satisfies never
  }
}

const hasAnythingToTakeBack = (release: Release): boolean =>
  givenAtAll(release).some(name => {
    const kind = release.standings[name]?.kind
    return kind !== 'returned' && kind !== 'returning'
  })

/** A person's word; who may say it was checked before. The same rollout when it would do nothing now. */
export const steered = (rollout: Rollout, how: Steering, by: Person, now: number): Rollout => {
  const { current } = rollout
  if (current === undefined || !steeringsOf(current).includes(how)) return rollout
  const hand = { by, at: now }
  switch (how) {
    case 'pause':
      return { ...rollout, current: { ...current, phase: 'paused', paused: hand } }
    case 'resume':
      return current.phase === 'paused'
        ? { ...rollout, current: { ...current, phase: 'rolling', resumed: hand } }
        : tryAgain(rollout, { ...current, resumed: hand })
    case 'roll-back':
      return rollBack(rollout, current, by, now)
    default:
      return how satisfies never
  }
}

/** Loss is counted anew with every soak. */
const withoutLoss = (standing: At<'committed'>): Standing => {
  const { dropped: _, ...rest } = standing
  return rest
}

/** The sick wave once more, under a new number, so that gateways try what they know as bad. */
const tryAgain = (rollout: Rollout, release: Release): Rollout => {
  const { halt: _, stopped: __, ...rest } = release
  const told = rollout.numbered + 1
  const standings = Object.fromEntries(
    Object.entries(release.standings).map(([name, standing]): [string, Standing] => [
      name,
      standing.kind === 'committed' ? withoutLoss(standing) : { kind: 'queued' },
    ]),
  )
  const wave = crossingOf(release).waves.findIndex(one =>
    gatewaysOf(one).some(name => standings[name]?.kind === 'queued'),
  )
  const current: Release = {
    ...rest,
    phase: 'rolling',
    standings,
    told,
    wave: wave < 0 ? release.wave : Math.min(wave, release.wave),
  }
  return { ...rollout, numbered: told, current }
}
