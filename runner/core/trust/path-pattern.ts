/**
 * Whether a target's path matches a delegation's pattern (TUF §4.5): `*` is any run of characters and `?` any one, neither
 * crosses a slash; everything else stands for itself. Linear in the number of stars, whoever wrote the pattern: a
 * regular expression made of it could be built to run for years.
 */
export const matchesPattern = (path: string, pattern: string): boolean => {
  const [parts, patterns] = [path.split('/'), pattern.split('/')]
  return parts.length === patterns.length && parts.every((part, at) => matchesPart(part, patterns[at] ?? ''))
}

/** Goes back to the last star only: what an earlier star took never has to change. */
const matchesPart = (text: string, pattern: string): boolean => {
  let [at, next] = [0, 0]
  let [star, taken] = [-1, 0]
  while (at < text.length) {
    if (pattern[next] === '*') [star, taken, next] = [next, at, next + 1]
    else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === text[at])) {
      at++
      next++
    } else if (star >= 0) [at, taken, next] = [taken + 1, taken + 1, star + 1]
    else return false
  }
  while (pattern[next] === '*') next++
  return next === pattern.length
}
