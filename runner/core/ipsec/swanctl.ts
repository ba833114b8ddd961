import { readSettingsTree, type Settings, sectionOf } from './settings-text.ts'
import { checkAuthority, checkConnection, checkPool, FILE_KEYS, only, sectionsIn } from './swanctl-keys.ts'
import { type SharedSecret, sharedSecret } from './swanctl-secret.ts'

/** What a swanctl.conf means. */
export interface Swanctl {
  /** Each connection's section, by name, checked to hold only keys that are known; files are replaced by what is in them. */
  readonly connections: ReadonlyMap<string, Settings>
  readonly pools: ReadonlyMap<string, Settings>
  readonly authorities: ReadonlyMap<string, Settings>
  readonly secrets: ReadonlyMap<string, SharedSecret>
}

/** The texts that make up a configuration, and the files that they name. */
export interface SwanctlTexts {
  readonly connections: string
  readonly secrets: string
  /** PEM by path. */
  readonly credentials: ReadonlyMap<string, string>
}

const NONE: ReadonlySet<string> = new Set()
const SECTIONS = new Set(['connections', 'pools', 'authorities'])

/** Reads connections and secrets. Throws a `SyntaxError` on whatever the runner would not know how to load. */
export const readSwanctl = (texts: SwanctlTexts): Swanctl => {
  const tree = readSettingsTree(texts.connections)
  const secretTree = readSettingsTree(texts.secrets)
  only(tree, NONE, SECTIONS, 'the connections file')
  only(secretTree, NONE, new Set(['secrets']), 'the secrets file')
  const read = (kind: string, check: (name: string, section: Settings) => void): Map<string, Settings> =>
    new Map(
      [...sectionsIn(sectionOf(tree, kind), kind)].map(([name, section]) => {
        check(name, section)
        return [name, withFiles(section, texts.credentials)]
      }),
    )
  const swanctl = {
    connections: read('connections', checkConnection),
    pools: read('pools', checkPool),
    authorities: read('authorities', checkAuthority),
    secrets: new Map(
      [...sectionsIn(sectionOf(secretTree, 'secrets'), 'secrets')].map(([id, section]) => [
        id,
        sharedSecret(id, section),
      ]),
    ),
  }
  for (const [name, connection] of swanctl.connections)
    for (const pool of poolNames(connection))
      if (!swanctl.pools.has(pool))
        throw new SyntaxError(`${name} names the pool ${pool}, which is not there`)
  return swanctl
}

/** The names of a connection's children. */
export const childNames = (connection: Settings | undefined): string[] =>
  connection === undefined ? [] : [...sectionOf(connection, 'children').keys()]

/** The names of the pools from which a connection gives addresses. */
export const poolNames = (connection: Settings): string[] => {
  const pools = connection.get('pools')
  return typeof pools === 'string' ? pools.split(',').map(name => name.trim()) : []
}

/** Whether two trees say the same, whatever the order of their keys. */
export const sameSettings = (a: Settings | string | undefined, b: Settings | string | undefined): boolean => {
  if (a === undefined || b === undefined || typeof a === 'string' || typeof b === 'string') return a === b
  return a.size === b.size && [...a].every(([key, value]) => b.has(key) && sameSettings(value, b.get(key)))
}

/** As swanctl does: where a file is named, the daemon is given what is in it, so that a new certificate is a change. */
const withFiles = (section: Settings, files: ReadonlyMap<string, string>): Settings =>
  new Map(
    [...section].map(([key, value]): [string, Settings | string] => {
      if (typeof value !== 'string') return [key, withFiles(value, files)]
      const folder = FILE_KEYS.get(key)
      if (folder === undefined) return [key, value]
      const text = files.get(`${folder}/${value}`)
      if (text === undefined) throw new SyntaxError(`${key} names ${value}, which is not among the files`)
      return [key, text]
    }),
  )
