import { ControlError } from '../../control-error.ts'
import type { Ports } from '../../ports/ports.ts'
import { isSame, type Person } from '../../rollout/person.ts'

/** Whom the authors that are known by login only turned out to be, by that login; undefined: nobody goes by it any more. */
export type Unmasked = ReadonlyMap<string, Person | undefined>

/** Looks up those authors whose ids were not written down yet: a login is no proof of who somebody is. */
export const unmaskedAmong = async (
  { people }: Pick<Ports, 'people'>,
  authors: readonly Person[],
): Promise<Unmasked> => {
  const found = new Map<string, Person | undefined>()
  for (const author of authors) {
    if (author.id !== undefined || found.has(author.login)) continue
    const { person } = await people.find(author)
    found.set(author.login, person.id === undefined ? undefined : person)
  }
  return found
}

/** Why somebody may not approve what these people wrote; undefined when he is none of them, beyond doubt. */
export const ownWork = (
  authors: readonly Person[],
  person: Person,
  unmasked: Unmasked,
): ControlError | undefined => {
  const known = authors.map(author => (author.id === undefined ? unmasked.get(author.login) : author))
  if (authors.some(author => isSame(author, person)) || known.some(one => one && isSame(one, person)))
    return new ControlError(
      'own-change',
      'it is their own change',
      'ask somebody else, or set rollout.approvers.self',
    )
  const masked = authors.find((_, index) => known[index] === undefined)
  return masked === undefined
    ? undefined
    : new ControlError(
        'own-change',
        `it could be their own change: nobody goes by the name of ${masked.login}, who wrote it, any more`,
        'take the change back, and have somebody propose it anew',
      )
}
