/**
 * An object with these keys. Throws a TypeError when one is there twice: the first of two connections with one name would
 * disappear without a word.
 */
export const uniqueKeys = <Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> => {
  const seen = new Set<string>()
  for (const [key] of entries) {
    if (seen.has(key)) throw new TypeError(`two things on one gateway are called ${key}`)
    seen.add(key)
  }
  return Object.fromEntries(entries)
}
