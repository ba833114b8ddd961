/** Settings of each conn, by its name. */
export type Conns = ReadonlyMap<string, ReadonlyMap<string, string>>

const CONN = /^conn ([A-Za-z0-9][A-Za-z0-9_/-]{0,255})$/
const BARE = /^ {2}([a-z_]+) = ([A-Za-z0-9._%@:/,|+!-]+)$/
const QUOTED = /^ {2}([a-z_]+) = "((?:[^"\\]|\\[\\"nrt])*)"$/
const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** Nothing that names a program (leftupdown) or another section (also), and nothing that the starter only half knows. */
const KEYS: ReadonlySet<string> = new Set(
  `aaa_identity auto authby closeaction compress dpdaction dpddelay dpdtimeout eap_identity esp forceencaps fragmentation ike
   ikelifetime inactivity keyexchange keyingtries left leftauth leftca leftcert leftid leftsendcert leftsubnet lifetime
   margintime mobike reauth rekey rekeyfuzz right rightauth rightca rightcert rightdns rightid rightsendcert rightsourceip
   rightsubnet type`.split(/\s+/),
)

/** A conn with `auto=ignore` would be checked by nobody. */
const AUTO: ReadonlySet<string> = new Set(['add', 'route', 'start'])

/**
 * Reads the subset of ipsec.conf(5) that the compiler writes: comments, `conn NAME`, and one `  key = value` a line. Stricter
 * than the starter, which only warns of a key that it does not know. Throws a `SyntaxError` that names the line, not its text.
 */
export const readIpsecConf = (text: string): Conns => {
  const conns = new Map<string, Map<string, string>>()
  let here: Map<string, string> | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue
    const refuse = (why: string): never => {
      throw new SyntaxError(`ipsec.conf line ${index + 1}: ${why}`)
    }
    const name = CONN.exec(line)?.[1]
    if (name !== undefined) {
      if (conns.has(name)) refuse(`conn ${name} is there twice`)
      here = new Map()
      conns.set(name, here)
      continue
    }
    const [key, value] = settingOf(line) ?? refuse('neither a conn nor one setting')
    if (!KEYS.has(key)) refuse(`${key} is not known to this runner`)
    if (here === undefined) return refuse('a setting outside any conn')
    if (here.has(key)) refuse(`${key} is there twice`)
    here.set(key, value)
  }
  for (const [name, settings] of conns)
    if (!AUTO.has(settings.get('auto') ?? ''))
      throw new SyntaxError(`ipsec.conf: conn ${name} wants no known auto`)
  return conns
}

const settingOf = (line: string): readonly [string, string] | undefined => {
  const bare = BARE.exec(line)
  if (bare?.[1] !== undefined && bare[2] !== undefined) return [bare[1], bare[2]]
  const quoted = QUOTED.exec(line)
  return quoted?.[1] === undefined || quoted[2] === undefined
    ? undefined
    : [quoted[1], quoted[2].replace(/\\(.)/g, (_, escape: string) => UNESCAPED[escape] ?? escape)]
}

/** Whether two conns say the same, whatever the order of their keys. */
export const sameConn = (
  a: ReadonlyMap<string, string> | undefined,
  b: ReadonlyMap<string, string>,
): boolean => a !== undefined && a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
