import { readSettingsTree, type Settings, sectionOf } from './settings-text.ts'

/** A pre-shared key as the daemon takes it. */
export interface SharedSecret {
  /** The section's name, such as ike-rlyeh-ulthar: what `swanctl --load-all` would call it too. */
  readonly id: string
  readonly data: Uint8Array
  readonly owners: readonly string[]
}

/** What a swanctl.conf means. */
export interface Swanctl {
  /** Each connection's section, by name, checked to hold only keys that are known. */
  readonly connections: ReadonlyMap<string, Settings>
  readonly secrets: ReadonlyMap<string, SharedSecret>
}

/** Keys that the daemon takes as lists, comma-separated in the file (swanctl.conf(5)). */
export const LIST_KEYS: ReadonlySet<string> = new Set([
  'local_addrs',
  'remote_addrs',
  'proposals',
  'esp_proposals',
  'local_ts',
  'remote_ts',
])

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))
const CONNECTION = words(
  `version local_addrs remote_addrs proposals encap mobike unique keyingtries dpd_delay dpd_timeout reauth_time rekey_time
   over_time rand_time fragmentation send_certreq local_port remote_port`,
)
const END = words('auth id')
const CHILD = words(
  `local_ts remote_ts esp_proposals rekey_time life_time rand_time rekey_bytes life_bytes rand_bytes rekey_packets
   life_packets rand_packets start_action dpd_action close_action mode ipcomp policies priority replay_window`,
)
const SECTIONS = words('local remote children')

/** Reads connections and secrets. Throws a `SyntaxError` on whatever the runner would not know how to load. */
export const readSwanctl = (connections: string, secrets: string): Swanctl => {
  const tree = readSettingsTree(connections)
  const secretTree = readSettingsTree(secrets)
  only(tree, new Set(), new Set(['connections']), 'the connections file')
  only(secretTree, new Set(), new Set(['secrets']), 'the secrets file')
  return {
    connections: new Map(
      [...sectionsIn(sectionOf(tree, 'connections'), 'connections')].map(([name, section]) => [
        name,
        checkedConnection(name, section),
      ]),
    ),
    secrets: new Map(
      [...sectionsIn(sectionOf(secretTree, 'secrets'), 'secrets')].map(([id, section]) => [
        id,
        sharedSecret(id, section),
      ]),
    ),
  }
}

/** The names of a connection's children. */
export const childNames = (connection: Settings | undefined): string[] =>
  connection === undefined ? [] : [...sectionOf(connection, 'children').keys()]

/** Whether two trees say the same, whatever the order of their keys. */
export const sameSettings = (a: Settings | string | undefined, b: Settings | string | undefined): boolean => {
  if (a === undefined || b === undefined || typeof a === 'string' || typeof b === 'string') return a === b
  return a.size === b.size && [...a].every(([key, value]) => b.has(key) && sameSettings(value, b.get(key)))
}

const checkedConnection = (name: string, section: Settings): Settings => {
  only(section, CONNECTION, SECTIONS, name)
  for (const end of ['local', 'remote']) only(sectionOf(section, end), END, new Set(), `${name}.${end}`)
  for (const [child, settings] of sectionsIn(sectionOf(section, 'children'), `${name}.children`))
    only(settings, CHILD, new Set(), `${name}.children.${child}`)
  return section
}

const sharedSecret = (id: string, section: Settings): SharedSecret => {
  if (!id.startsWith('ike-')) throw new SyntaxError(`secrets.${id}: only pre-shared keys (ike-…) are known`)
  const owners: string[] = []
  let data: Uint8Array | undefined
  for (const [key, value] of section) {
    if (typeof value !== 'string') throw new SyntaxError(`secrets.${id}.${key} is a section`)
    if (/^id(-[a-z0-9]+)?$/.test(key)) owners.push(value)
    else if (key === 'secret' && /^0s[A-Za-z0-9+/]+=*$/.test(value))
      data = Buffer.from(value.slice(2), 'base64')
    else throw new SyntaxError(`secrets.${id}.${key} is not known, or not written as 0s and base64`)
  }
  if (data === undefined || owners.length === 0)
    throw new SyntaxError(`secrets.${id} has no owner or no secret`)
  return { id, data, owners }
}

function* sectionsIn(tree: Settings, where: string): Generator<[string, Settings]> {
  for (const [name, value] of tree) {
    if (typeof value === 'string')
      throw new SyntaxError(`${where}.${name} is a value where a section belongs`)
    yield [name, value]
  }
}

const only = (
  tree: Settings,
  values: ReadonlySet<string>,
  sections: ReadonlySet<string>,
  where: string,
): void => {
  for (const [key, value] of tree)
    if (!(typeof value === 'string' ? values : sections).has(key))
      throw new SyntaxError(`${where} holds ${key}, which this runner does not know`)
}
