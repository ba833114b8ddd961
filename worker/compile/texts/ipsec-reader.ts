/** Settings of each conn, in the order in which they are written. */
export type Conns = ReadonlyMap<string, ReadonlyMap<string, string>>

const CONN = /^conn (\S+)$/
const SETTING = /^ {2}([a-z0-9_]+) = (?:"((?:[^"\\]|\\.)*)"|([^"#=\s]+))$/
const UNESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/**
 * Reads what `connText` writes: comments, empty lines, `conn name` and `  key = value`, one to a line. Throws a SyntaxError on
 * anything else, also on a name or a key twice.
 */
export const readConns = (text: string): Conns => {
  const conns = new Map<string, Map<string, string>>()
  let current: Map<string, string> | undefined
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const name = CONN.exec(line)?.[1]
    const [, key, quoted, bare] = SETTING.exec(line) ?? []
    if (name !== undefined && !conns.has(name)) conns.set(name, (current = new Map()))
    else if (key !== undefined && current !== undefined && !current.has(key))
      current.set(key, bare ?? unescaped(quoted ?? ''))
    else throw new SyntaxError(`not a new conn or setting: ${line}`)
  }
  return conns
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, character: string) => UNESCAPES[character] ?? character)
