/** strongSwan settings as read back: values as text, sections by name. */
export interface Settings {
  readonly values: ReadonlyMap<string, string>
  readonly sections: ReadonlyMap<string, Settings>
}

const BARE = /^[^"{}#\s]+$/
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/
const UNESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/**
 * Reads what `settingsPieces` writes: comments, `name {`, `}` and `key = value`, one to a line. Throws a SyntaxError on
 * anything else, also on a name twice.
 */
export const readSettings = (text: string): Settings => {
  const lines = text.split('\n').map(line => line.trim())
  return readSection(
    lines.filter(line => line !== '' && !line.startsWith('#')),
    undefined,
  )
}

/** Takes lines up to `end`, which it takes too. */
const readSection = (lines: string[], end: '}' | undefined): Settings => {
  const values = new Map<string, string>()
  const sections = new Map<string, Settings>()
  for (let line = lines.shift(); line !== end; line = lines.shift()) {
    const [, name, opens, value] = /^([A-Za-z0-9_-]+) (?:(\{)|= (.*))$/.exec(line ?? '') ?? []
    if (name === undefined || values.has(name) || sections.has(name))
      throw new SyntaxError(`not a new value or section: ${line ?? 'the end'}`)
    if (opens === '{') sections.set(name, readSection(lines, '}'))
    else values.set(name, readValue(value ?? ''))
  }
  return { values, sections }
}

const readValue = (text: string): string => {
  if (BARE.test(text)) return text
  const inner = QUOTED.exec(text)?.[1]
  if (inner === undefined) throw new SyntaxError(`not a value: ${text}`)
  return inner.replace(/\\(.)/g, (_, character: string) => UNESCAPES[character] ?? character)
}
