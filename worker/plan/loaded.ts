import type { Bundle } from '../../schema/wire/bundle.ts'
import type { ManagedPath } from '../../schema/wire/managed-paths.ts'
import { readConns } from '../compile/texts/ipsec-reader.ts'
import { readSettings, type Settings } from '../compile/texts/settings-reader.ts'
import { shownText } from './file-change.ts'
import type { Loaded } from './loaded-connection.ts'
import { connectionsIn } from './loaded-conns.ts'

export type { Loaded } from './loaded-connection.ts'

/** Every connection of a gateway by its name. Throws a SyntaxError on files that cygnet did not write. */
export const loadedBy = (bundle: Bundle): ReadonlyMap<string, Loaded> => {
  if (bundle.daemon === 'ipsec.conf')
    return connectionsIn(readConns(fileText(bundle, '/etc/ipsec.d/cygnet.conf')))
  const { sections } = readSettings(fileText(bundle, '/etc/swanctl/conf.d/cygnet.conf'))
  return new Map(
    [...(sections.get('connections')?.sections ?? [])].map(([name, section]) => {
      const pool = sections.get('pools')?.sections.get(section.values.get('pools') ?? '')
      return [name, loaded(section, pool)]
    }),
  )
}

/** A tunnel, where both ends prove themselves with one key; not a person who dials in, nor what passes by every tunnel. */
export const isTunnel = ({ settings }: Loaded): boolean => settings.get('remote.auth') === 'psk'

/** The text of a file as a person may see it; empty when the bundle has none. */
export const fileText = (bundle: Bundle, path: ManagedPath): string => {
  const file = bundle.files.find(candidate => candidate.path === path)
  return file === undefined ? '' : shownText(file)
}

const loaded = (connection: Settings, pool: Settings | undefined): Loaded => {
  const rounds: [string, Settings][] = [
    ...[...connection.sections].filter(([section]) => section !== 'children'),
    ...(pool === undefined ? [] : [['pool', pool] satisfies [string, Settings]]),
  ]
  const children = connection.sections.get('children')?.sections ?? new Map<string, Settings>()
  return {
    settings: new Map([
      ...connection.values,
      ...rounds.flatMap(([round, { values }]) =>
        [...values].map(([key, value]) => [`${round}.${key}`, value] as const),
      ),
    ]),
    children: new Map([...children].map(([child, { values }]) => [child, values])),
  }
}
