/** A section of ipsec.conf: its name and its settings, in the order in which they are written. */
export interface ConnSection {
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_/-]{0,255}$/
const KEY = /^[a-z0-9_]{1,32}$/
const BARE = /^[A-Za-z0-9._%@:/,|+!-]+$/
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/**
 * `conn` sections as the starter's parser reads them (ipsec.conf(5); the escapes are those of its lexer). Any value
 * survives: what is not plainly harmless is quoted. Throws a TypeError on a name, a key or a NUL that it cannot carry.
 */
export const connText = (sections: readonly ConnSection[], header: string): string =>
  header + sections.map(sectionText).join('')

const sectionText = ({ name, settings }: ConnSection): string => {
  if (!NAME.test(name)) throw new TypeError(`ipsec.conf cannot carry a conn named ${JSON.stringify(name)}`)
  const lines = Object.entries(settings).map(([key, value]) => `  ${named(key)} = ${quoted(value)}\n`)
  return `\nconn ${name}\n${lines.join('')}`
}

const named = (key: string): string => {
  if (!KEY.test(key)) throw new TypeError(`ipsec.conf cannot carry a key named ${JSON.stringify(key)}`)
  return key
}

const quoted = (value: string): string => {
  if (value.includes('\0')) throw new TypeError('ipsec.conf cannot carry a NUL')
  return BARE.test(value) ? value : `"${value.replace(/[\\"\n\r\t]/g, found => ESCAPES[found] ?? found)}"`
}
