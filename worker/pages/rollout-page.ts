import type { Release } from '../rollout/release.ts'
import { type Html, page } from './page.ts'
import { isMoving, phaseHealth, rolloutBody } from './rollout-body.ts'

/** Seconds between two looks at a rollout that goes on. */
export const SOON = 3

/** A rollout by itself, for whoever has its address: it leads nowhere else. */
export const rolloutPage = (network: string, release: Release, now: number): Html =>
  page({
    title: `release ${release.number} ${phaseHealth(release.phase).word}`,
    network,
    again: isMoving(release) ? SOON : undefined,
    body: rolloutBody(release, now),
  })
