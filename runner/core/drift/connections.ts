import type { Drifted } from '../../../schema/wire/drifted.ts'
import type { Conns } from '../ipsec/ipsec-conf.ts'
import { type Settings, sectionOf } from '../ipsec/settings-text.ts'
import type { Swanctl } from '../ipsec/swanctl.ts'
import { diffLines } from './lines.ts'

/** What a connection is, as far as its daemon tells: `children.web.local_ts` and the like. It tells no proposals. */
export type Facts = ReadonlyMap<string, string>

/** Connections that the daemon does not have, or has otherwise. Connections of others are not looked at. */
export const connectionDrift = (
  wanted: ReadonlyMap<string, Facts>,
  seen: ReadonlyMap<string, Facts>,
): Drifted[] =>
  [...wanted].flatMap(([what, facts]): Drifted[] => {
    const now = seen.get(what)
    if (now === undefined) return [{ kind: 'connection', what, diff: ['(the daemon does not have it)'] }]
    const [should, is] = [textOf(facts), textOf(comparable(facts, now))]
    return should === is ? [] : [{ kind: 'connection', what, diff: diffLines(should, is) }]
  })

/** Only what is wanted has to fit; but a child that nobody wants is one too many. */
const comparable = (wanted: Facts, seen: Facts): Facts => {
  const children = new Set([...wanted.keys()].map(childOf))
  return new Map([...seen].filter(([key]) => wanted.has(key) || !children.has(childOf(key))))
}

/** The child that a fact is of; empty for one of the connection itself. */
const childOf = (key: string): string => /^children\.([^.]+)\./.exec(key)?.[1] ?? ''

const textOf = (facts: Facts): string =>
  [...facts]
    .map(([key, value]) => `${key} = ${value}\n`)
    .sort()
    .join('')

/** What charon should say of each connection of a swanctl.conf. */
export const swanctlFacts = ({ connections }: Pick<Swanctl, 'connections'>): ReadonlyMap<string, Facts> =>
  new Map([...connections].map(([name, connection]) => [name, new Map(factsOf(connection))]))

const factsOf = (connection: Settings): readonly (readonly [string, string])[] => [
  ...fact('version', VERSIONS[textAt(connection, 'version') ?? '']),
  ...fact('local_addrs', listed(textAt(connection, 'local_addrs'))),
  ...fact('remote_addrs', listed(textAt(connection, 'remote_addrs'))),
  ...fact('rekey_time', seconds(textAt(connection, 'rekey_time'))),
  ...fact('reauth_time', seconds(textAt(connection, 'reauth_time'))),
  ...fact('unique', UNIQUE[textAt(connection, 'unique') ?? '']),
  ...fact('local.id', plainId(textAt(sectionOf(connection, 'local'), 'id'))),
  ...fact('remote.id', plainId(textAt(sectionOf(connection, 'remote'), 'id'))),
  ...[...sectionOf(connection, 'children')].flatMap(([child, settings]) =>
    typeof settings === 'string' ? [] : childFacts(`children.${child}`, settings),
  ),
]

const childFacts = (child: string, settings: Settings): readonly (readonly [string, string])[] => [
  ...fact(`${child}.mode`, (textAt(settings, 'mode') ?? 'tunnel').toUpperCase()),
  ...fact(`${child}.local_ts`, listed(textAt(settings, 'local_ts') ?? 'dynamic')),
  ...fact(`${child}.remote_ts`, listed(textAt(settings, 'remote_ts') ?? 'dynamic')),
  ...fact(`${child}.rekey_time`, seconds(textAt(settings, 'rekey_time'))),
]

const VERSIONS: Readonly<Record<string, string>> = { '1': 'IKEv1', '2': 'IKEv2' }
const UNIQUE: Readonly<Record<string, string>> = {
  no: 'UNIQUE_NO',
  never: 'UNIQUE_NEVER',
  keep: 'UNIQUE_KEEP',
  replace: 'UNIQUE_REPLACE',
}

const fact = (key: string, value: string | undefined): readonly (readonly [string, string])[] =>
  value === undefined ? [] : [[key, value]]

const textAt = (settings: Settings, key: string): string | undefined => {
  const value = settings.get(key)
  return typeof value === 'string' ? value : undefined
}

/** A list as one text, in an order that does not depend on who wrote it. */
export const listed = (value: string | undefined): string | undefined =>
  value
    ?.split(',')
    .map(item => item.trim())
    .sort()
    .join(',')

const seconds = (value: string | undefined): string | undefined => /^(\d+)s?$/.exec(value ?? '')?.[1]

/** charon prints names of other kinds in its own way. */
const plainId = (id: string | undefined): string | undefined =>
  id !== undefined && /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(id) ? id : undefined

/** What `ipsec statusall` should say of each conn: it is loaded, between these networks where it names plain ones. */
export const connFacts = (conns: Conns): ReadonlyMap<string, Facts> =>
  new Map(
    [...conns].map(([name, settings]) => [
      name,
      new Map([
        ...fact('local_ts', plainSubnets(settings.get('leftsubnet'))),
        ...fact('remote_ts', plainSubnets(settings.get('rightsubnet'))),
      ]),
    ]),
  )

const plainSubnets = (value: string | undefined): string | undefined =>
  value !== undefined && /^[0-9a-f.:/,]+$/.test(value) ? listed(value) : undefined
