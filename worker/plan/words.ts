import type { Effect } from './tunnel-change.ts'

/** What happens to a tunnel, in words for a person. */
export const effectWords = (effect: Effect): string =>
  effect.kind === 'blinks' ? `blinks for about ${effect.seconds} s` : effect.kind

/** `1 file`, `2 files`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
