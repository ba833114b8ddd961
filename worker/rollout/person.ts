import * as z from 'zod'

const Known = z.object({
  /** What they go by, until they rename themselves; after that, anybody may go by it. */
  login: z.string(),
  /** Theirs for ever. */
  id: z.number().int().optional(),
})

/** Somebody at the forge. Rows and jobs of the time before ids were kept hold a login alone. */
export const Person = z.union([Known, z.string().transform((login): z.infer<typeof Known> => ({ login }))])
export type Person = z.infer<typeof Person>

/** The same account: by their ids; where one of them is known by login only, by that, in any case. */
export const isSame = (one: Person, other: Person): boolean =>
  one.id !== undefined && other.id !== undefined ? one.id === other.id : isLoginOf(one, other.login)

/** Logins do not differ by case. */
export const isLoginOf = ({ login }: Person, text: string): boolean =>
  login.toLowerCase() === text.toLowerCase()

/** One word for one account, such as part of a key. */
export const accountOf = ({ id, login }: Person): string =>
  id === undefined ? login.toLowerCase() : `#${id}`

/** Each account once, in order. One that is known by login only stays beside the same login with an id: it may be another. */
export const distinct = (people: readonly Person[]): Person[] => [
  ...new Map(people.map(person => [accountOf(person), person])).values(),
]

/** How many of them are different people beyond doubt: of one who is known by login only, nobody knows that it is not another of them. */
export const countOf = (people: readonly Person[]): number => {
  const ids = new Set(people.flatMap(({ id }) => (id === undefined ? [] : [id])))
  return Math.max(ids.size, Math.min(people.length, 1))
}

/** Logins, for a sentence. */
export const namesOf = (people: readonly Person[], between = ' and '): string =>
  people.map(({ login }) => login).join(between)
