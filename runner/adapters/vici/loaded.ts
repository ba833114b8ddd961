import { listed } from '../../core/drift/connections.ts'
import type { LoadedConnection } from '../../ports/ipsec.ts'
import { subsections, type ViciClient } from './client.ts'
import { isList, isSection, type Section } from './message.ts'

/** Every connection that charon has, in the words of its `list-conn` events. */
export const loadedConnections = async (charon: ViciClient): Promise<readonly LoadedConnection[]> =>
  (await charon.stream('list-conns', 'list-conn'))
    .flatMap(event => subsections(event))
    .map(([name, connection]) => ({
      name,
      facts: new Map([
        ...factsIn('', connection),
        ...['local', 'remote'].flatMap(end => factsIn(`${end}.`, sectionAt(connection, `${end}-1`))),
        ...subsections(sectionAt(connection, 'children')).flatMap(([child, settings]) =>
          factsIn(`children.${child}.`, settings),
        ),
      ]),
    }))

const sectionAt = (section: Section, key: string): Section => {
  const found = section.get(key)
  return isSection(found) ? found : new Map()
}

/** swanctl.conf writes an underscore where vici answers with a hyphen. */
const factsIn = (before: string, section: Section): [string, string][] =>
  [...section].flatMap(([key, value]): [string, string][] => {
    const name = `${before}${key.replaceAll('-', '_')}`
    if (typeof value === 'string') return [[name, value]]
    return isList(value) ? [[name, listed(value.join(',')) ?? '']] : []
  })

/** The names of the plugins that charon has loaded. */
export const pluginsOf = async (charon: ViciClient): Promise<ReadonlySet<string>> => {
  const plugins = (await charon.request('stats')).get('plugins')
  return new Set(isList(plugins) ? plugins : [])
}

/** Seconds since the oldest IKE SA of each connection was established. */
export const establishedFor = async (charon: ViciClient): Promise<ReadonlyMap<string, number>> => {
  const oldest = new Map<string, number>()
  for (const [name, sa] of (await charon.stream('list-sas', 'list-sa')).flatMap(subsections)) {
    const established = sa.get('established')
    const seconds =
      typeof established === 'string' && /^\d{1,12}$/.test(established) ? Number(established) : undefined
    if (seconds !== undefined) oldest.set(name, Math.max(seconds, oldest.get(name) ?? 0))
  }
  return oldest
}
