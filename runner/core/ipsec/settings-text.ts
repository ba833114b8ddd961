/** A strongSwan settings tree: text or a nested section by key, in the order in which it was written. */
export interface Settings extends ReadonlyMap<string, string | Settings> {}

const NAME = '[A-Za-z0-9_-]{1,255}'
const OPEN = new RegExp(`^(${NAME}) \\{$`)
const BARE = new RegExp(`^(${NAME}) = ([A-Za-z0-9._%@:/,|+-]+)$`)
const QUOTED = new RegExp(`^(${NAME}) = "((?:[^"\\\\]|\\\\["\\\\nrt])*)"$`)
const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** Sections deeper than this are refused. */
const MAX_DEPTH = 8

/**
 * Reads the subset of strongSwan's settings syntax that the compiler writes: one section, value or comment a line.
 * Stricter than strongSwan itself on purpose: one slip in one file makes `swanctl --load-all` unload everything, so what is
 * not understood here never reaches the disk. Throws a `SyntaxError` that names the line, never its text: it may be a secret.
 */
export const readSettingsTree = (text: string): Settings => {
  const root = new Map<string, string | Settings>()
  const trail: Map<string, string | Settings>[] = [root]
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const refuse = (why: string): never => {
      throw new SyntaxError(`settings line ${index + 1}: ${why}`)
    }
    if (line === '}') {
      trail.pop()
      if (trail.length === 0) refuse('a section ends that never started')
      continue
    }
    const here = trail.at(-1) ?? refuse('text after the end')
    const opened = OPEN.exec(line)?.[1]
    const [key, value] = opened === undefined ? valueOf(line) : [opened, new Map<string, string | Settings>()]
    if (key === undefined || value === undefined) return refuse('neither a section nor one value')
    if (here.has(key)) refuse(`${key} is there twice`)
    here.set(key, value)
    if (typeof value !== 'string') trail.push(value)
    if (trail.length > MAX_DEPTH) refuse('sections nest too deeply')
  }
  if (trail.length !== 1) throw new SyntaxError('settings: a section does not end')
  return root
}

const valueOf = (line: string): [string | undefined, string | undefined] => {
  const bare = BARE.exec(line)
  if (bare) return [bare[1], bare[2]]
  const quoted = QUOTED.exec(line)
  return [quoted?.[1], quoted?.[2]?.replace(/\\(.)/g, (_, escape: string) => UNESCAPED[escape] ?? escape)]
}

/** The section of this name, empty when there is none; throws when a value has that name. */
export const sectionOf = (tree: Settings, name: string): Settings => {
  const found = tree.get(name)
  if (typeof found === 'string') throw new SyntaxError(`settings: ${name} is a value where a section belongs`)
  return found ?? new Map()
}
