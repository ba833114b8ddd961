import { closestMatch } from 'leven'

/** `did you mean X?` for the nearest of the candidates, at most two letters or a third of the word away; undefined when none is near. */
export const didYouMean = (word: string, candidates: Iterable<string>): string | undefined => {
  const near = nearest(word, candidates)
  return near === undefined ? undefined : `did you mean ${near}?`
}

/** The candidate nearest to a mistyped word. Long words are typed text gone astray, and are compared with nothing. */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
  if (word.length > 64) return undefined
  const sorted = [...candidates].sort()
  return closestMatch(word, sorted, {
    maxDistance: word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3)),
  })
}
