import type { Settings } from '../../core/ipsec/settings-text.ts'
import { childNames, poolNames, type Swanctl, sameSettings } from '../../core/ipsec/swanctl.ts'
import { sameSecret, usersOf } from '../../core/ipsec/swanctl-secret.ts'
import { section, type ViciClient } from './client.ts'
import { forgetKeys, loadCredentials, unlessGone } from './credentials.ts'
import { endSas, type Goner, sasOf } from './end-sas.ts'
import { named, sharedMessage } from './load-message.ts'

/** A configuration and the files that it names. */
export interface Loadable extends Swanctl {
  readonly credentials: ReadonlyMap<string, string>
}

/**
 * From one configuration to another, touching only what differs. Whatever a connection needs is there before it, and whoever
 * is removed can no longer log in by the time that his SAs end.
 */
export const change = async (charon: ViciClient, from: Loadable, to: Loadable): Promise<void> => {
  await loadSecrets(charon, from, to)
  await loadCredentials(charon, to.credentials)
  await loadAuthorities(charon, from, to)
  await loadPools(charon, from, to)
  await loadConnections(charon, from, to)
  const gone = [...from.connections.keys()].filter(name => !to.connections.has(name))
  const loaded = await listed(charon, 'get-conns', 'conns')
  for (const name of gone) if (loaded.has(name)) await charon.request('unload-conn', section({ name }))
  await unloadSecrets(charon, from, to)
  await forgetKeys(charon, from.credentials, to.credentials)
  const ours = new Set([...from.connections.keys(), ...to.connections.keys()])
  const goners = await sasOf(charon, outdatedUsers(from, to), ours)
  await endSas(charon, [...gone.map(ike => ({ ike })), ...goners])
  for (const name of from.pools.keys())
    if (!to.pools.has(name)) await unlessGone(charon.request('unload-pool', section({ name })))
  for (const name of from.authorities.keys())
    if (!to.authorities.has(name)) await unlessGone(charon.request('unload-authority', section({ name })))
}

const loadSecrets = async (charon: ViciClient, from: Loadable, to: Loadable): Promise<void> => {
  const had = await listed(charon, 'get-shared', 'keys')
  for (const secret of to.secrets.values())
    if (!sameSecret(from.secrets.get(secret.id), secret) || !had.has(secret.id))
      await charon.request('load-shared', sharedMessage(secret))
}

const unloadSecrets = async (charon: ViciClient, from: Loadable, to: Loadable): Promise<void> => {
  const had = await listed(charon, 'get-shared', 'keys')
  for (const id of from.secrets.keys())
    if (!to.secrets.has(id) && had.has(id)) await charon.request('unload-shared', section({ id }))
}

const loadAuthorities = async (charon: ViciClient, from: Loadable, to: Loadable): Promise<void> => {
  const had = await listed(charon, 'get-authorities', 'authorities')
  for (const [name, authority] of to.authorities)
    if (!had.has(name) || !sameSettings(from.authorities.get(name), authority))
      await charon.request('load-authority', named(name, authority))
}

/**
 * A pool whose addresses changed cannot be replaced while one of them is in use: its connections go first, so that nobody
 * comes back in between, then its SAs, then the pool. `loadConnections` brings the connections back.
 */
const loadPools = async (charon: ViciClient, from: Loadable, to: Loadable): Promise<void> => {
  const pools = await charon.request('get-pools')
  for (const [name, pool] of to.pools) {
    const had = from.pools.get(name)
    if (pools.has(name) && sameSettings(had, pool)) continue
    if (pools.has(name) && had?.get('addrs') !== pool.get('addrs')) await emptyPool(charon, name, [from, to])
    await charon.request('load-pool', named(name, pool))
  }
}

const emptyPool = async (charon: ViciClient, pool: string, sides: readonly Loadable[]): Promise<void> => {
  const loaded = await listed(charon, 'get-conns', 'conns')
  const users = new Set(
    sides.flatMap(({ connections }) =>
      [...connections].flatMap(([name, settings]) => (poolNames(settings).includes(pool) ? [name] : [])),
    ),
  )
  for (const name of users) if (loaded.has(name)) await charon.request('unload-conn', section({ name }))
  await endSas(
    charon,
    [...users].map(ike => ({ ike })),
  )
  await unlessGone(charon.request('unload-pool', section({ name: pool })))
}

const loadConnections = async (charon: ViciClient, from: Loadable, to: Loadable): Promise<void> => {
  const loaded = await listed(charon, 'get-conns', 'conns')
  for (const [name, connection] of to.connections) {
    const had = from.connections.get(name)
    if (!loaded.has(name) || !sameSettings(had, connection))
      await charon.request('load-conn', named(name, connection))
  }
  await endSas(
    charon,
    [...to.connections].flatMap(([ike, connection]) =>
      goneChildren(ike, from.connections.get(ike), connection),
    ),
  )
}

const goneChildren = (ike: string, had: Settings | undefined, connection: Settings): Goner[] => {
  const stays = new Set(childNames(connection))
  return childNames(had).flatMap(child => (stays.has(child) ? [] : [{ ike, child }]))
}

/** Who has no secret any more, or another one: a stolen password must not keep what it once opened. */
const outdatedUsers = (from: Loadable, to: Loadable): ReadonlySet<string> => {
  const changed = [...from.secrets.values()].filter(secret => {
    const now = to.secrets.get(secret.id)
    return now === undefined || !sameSecret(now, secret)
  })
  return usersOf(changed)
}

const listed = async (charon: ViciClient, command: string, key: string): Promise<ReadonlySet<string>> => {
  const names = (await charon.request(command)).get(key)
  return new Set(Array.isArray(names) ? names : [])
}
