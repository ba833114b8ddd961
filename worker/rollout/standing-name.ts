import type { StandingName } from '../../schema/standing.ts'
import type { Standing } from './standing.ts'

/** What a standing is called outside of here: one that failed by why it did. */
export const standingName = (standing: Standing): StandingName =>
  standing.kind === 'failed' ? standing.trouble.kind : standing.kind
