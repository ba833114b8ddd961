/**
 * True when a name matches a pattern of glob(7) without slashes. Linear in the name for each star: the last star is the only one
 * that is ever tried again. A leading dot is matched by a dot only.
 */
export const globMatches = (pattern: string, name: string): boolean => {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  const parts = partsOf(pattern)
  let part = 0
  let at = 0
  let star: { part: number; at: number } | undefined
  while (at < name.length) {
    const wanted = parts[part]
    if (wanted === '*') {
      star = { part, at }
      part++
    } else if (wanted?.(name[at] ?? '') === true) {
      part++
      at++
    } else if (star !== undefined) {
      star = { part: star.part, at: star.at + 1 }
      part = star.part + 1
      at = star.at
    } else return false
  }
  return parts.slice(part).every(rest => rest === '*')
}

/** The same for absolute paths, step by step. */
export const pathMatches = (pattern: string, path: string): boolean => {
  const steps = pattern.split('/')
  const names = path.split('/')
  return names.length === steps.length && names.every((name, index) => globMatches(steps[index] ?? '', name))
}

type Part = '*' | ((character: string) => boolean)

const partsOf = (pattern: string): Part[] => {
  const parts: Part[] = []
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? ''
    const close = character === '[' ? pattern.indexOf(']', at + 2) : -1
    if (character === '*') parts.push('*')
    else if (character === '?') parts.push(() => true)
    else if (close > 0) {
      parts.push(classOf(pattern.slice(at + 1, close)))
      at = close
    } else parts.push(other => other === character)
  }
  return parts
}

const classOf = (text: string): ((character: string) => boolean) => {
  const negated = text.startsWith('!') || text.startsWith('^')
  const inside = negated ? text.slice(1) : text
  return character => within(inside, character) !== negated
}

const within = (set: string, character: string): boolean => {
  for (let at = 0; at < set.length; at++) {
    const from = set[at] ?? ''
    const to = set[at + 1] === '-' ? set[at + 2] : undefined
    if (to === undefined ? character === from : character >= from && character <= to) return true
    if (to !== undefined) at += 2
  }
  return false
}
