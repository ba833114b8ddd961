import type { Journal, Released } from '../../runner/core/state/journal.ts'
import { isKnownBad } from '../../runner/core/state/known-bad.ts'
import type { Moment } from './mortal.ts'
import { type Facts, journalIn } from './promises.ts'

/** What a person said, and what bad luck is worth: the promises that a gateway breaks at the end of a program that followed a death. */
export const brokenWords = (facts: Facts, dead: Moment, now: Moment): readonly string[] => {
  const [was, is] = [journalIn(dead), journalIn(now)]
  return [
    ...(was.paused?.reason === is.paused?.reason ? [] : ['a pause came or went by itself']),
    ...beginsNothing(facts, was, is),
    ...remembersWhereItWas(facts, is),
    ...isFairTo(facts, dead, was, is),
  ]
}

/** What is finished is no news; what is begun while it is paused, or after the window closed, is. */
const beginsNothing = ({ closes, before }: Facts, was: Journal, is: Journal): readonly string[] => {
  const mayNot = was.paused !== undefined || closes
  const isOld = journalIn(before).inForce?.release === was.inForce?.release
  const isNew = was.inForce?.release !== is.inForce?.release
  const hasBegun = mayNot && isOld && isNew && was.pending?.phase !== 'decided'
  return hasBegun ? ['something was begun that had to wait'] : []
}

/** Of a rollback: from where, and what is kept beside. */
const remembersWhereItWas = ({ before, after, offered }: Facts, is: Journal): readonly string[] => {
  const memory = ({ rolledBack, earlier = [] }: Journal): string =>
    JSON.stringify([rolledBack?.release, earlier.map(({ release }) => release)])
  const wanted = memory(journalIn(is.inForce?.release === offered.release ? after : before))
  return memory(is) === wanted ? [] : [`it remembers ${memory(is)} and not ${wanted}`]
}

/** A death counts, and only the third, or a timer that fired, makes a bundle known bad. */
const isFairTo = (
  { offered, suspect }: Facts,
  dead: Moment,
  was: Journal,
  is: Journal,
): readonly string[] => {
  if (is.inForce?.release === offered.release)
    return is.interrupted === undefined ? [] : ['what is in force counts as interrupted']
  const isGuilty = was.pending?.verdict?.blame === 'bundle' || dead.program === 'timer'
  const mayBeBad = suspect >= 2 || isGuilty || dead.live.armed !== undefined || isKnownBad(was, offered)
  if (isKnownBad(is, offered)) return mayBeBad ? [] : ['bad luck made it known bad']
  const died = was.pending?.phase === 'armed' && was.pending.rollback === undefined
  const least = Math.max(suspect, countIn(was, offered)) + (died ? 1 : 0)
  const counted = countIn(is, offered)
  return counted === least ? [] : [`${counted} interruptions are counted, not ${least}`]
}

const countIn = ({ interrupted }: Journal, { digest }: Released): number =>
  interrupted?.digest === digest ? interrupted.suspect : 0
