import { canonicalBytes, digestOf } from '../../schema/wire/canonical.ts'

export interface Link {
  readonly number: number
  readonly at: number
  readonly who: string
  readonly what: string
  readonly detail: string
  readonly previous: string
}

/** Before the first entry. */
export const NO_ENTRY = '0'.repeat(64)

/** Hash of an entry, over its canonical bytes with the hash of the one before: nothing can be changed or cut out unseen. */
export const hashOf = ({ number, at, who, what, detail, previous }: Link): string =>
  digestOf(canonicalBytes({ number, at, who, what, detail, previous }))

/** The number of the first entry that does not follow from the one before; undefined when all do. */
export const firstBroken = (entries: readonly (Link & { readonly hash: string })[]): number | undefined =>
  entries.find(
    (entry, index) =>
      entry.hash !== hashOf(entry) || (index > 0 && entry.previous !== entries[index - 1]?.hash),
  )?.number
