import { halt } from './go-back.ts'
import type { Release } from './release.ts'
import type { Standing } from './standing.ts'
import type { Rollout } from './state.ts'

/** The repository shows everything up to this round: from now on, whoever was told by it may be silent only so long. */
export const published = (rollout: Rollout, round: number, now: number): Rollout => {
  if (round <= rollout.published || round > rollout.round) return rollout
  const { current } = rollout
  if (current === undefined) return { ...rollout, published: round }
  const standings = { ...current.standings }
  for (const [name, standing] of Object.entries(standings)) {
    const after = seen(standing, round, now)
    if (after !== standing) standings[name] = after
  }
  return { ...rollout, published: round, current: { ...current, standings } }
}

const seen = (standing: Standing, round: number, now: number): Standing =>
  (standing.kind !== 'pending' && standing.kind !== 'returning') ||
  standing.since !== undefined ||
  standing.round > round
    ? standing
    : { ...standing, since: now }

/** Nobody will see what was wanted: the wave stops. Where even the going back cannot be published, somebody must look. */
export const unpublishable = (rollout: Rollout, round: number, why: string, now: number): Rollout => {
  const { current } = rollout
  if (current === undefined || round !== rollout.round || rollout.published >= round) return rollout
  const stopped: Release = { ...current, stopped: why }
  if (current.phase === 'rolling' || current.phase === 'paused')
    return halt(rollout, stopped, { code: 'unpublished', message: why }, now)
  const standings = Object.fromEntries(
    Object.entries(current.standings).map(([name, standing]): [string, Standing] => {
      if (standing.kind !== 'returning' || standing.since !== undefined) return [name, standing]
      const { trouble } = standing
      return [
        name,
        { kind: 'astray', at: now, why: { code: 'unpublished', message: why }, ...(trouble && { trouble }) },
      ]
    }),
  )
  return { ...rollout, current: { ...stopped, standings } }
}
