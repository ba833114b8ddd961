import type { Tone } from '../../schema/standing.ts'

export type { Tone } from '../../schema/standing.ts'

/** How it is with something, in one word or a few. */
export interface Health {
  readonly tone: Tone
  readonly word: string
}

/** What wants a person first. */
const WORST: readonly Tone[] = ['sick', 'hand', 'busy', 'wait', 'well']

/** Sorts what is worse before what is better. */
export const worstFirst = (a: Health, b: Health): number => WORST.indexOf(a.tone) - WORST.indexOf(b.tone)

/** The worst of several; undefined of none. */
export const worstOf = (all: readonly Health[]): Health | undefined => all.toSorted(worstFirst)[0]
