import type { ChildState } from '../../../schema/wire/report.ts'
import { readSettingsTree, type Settings } from '../../core/settings-text.ts'
import {
  childNames,
  LIST_KEYS,
  readSwanctl,
  type SharedSecret,
  type Swanctl,
  sameSettings,
} from '../../core/swanctl.ts'
import type { Ipsec, IpsecTexts } from '../../ports/ipsec.ts'
import { ToolError } from '../../ports/tool-error.ts'
import { childStates } from './child-states.ts'
import { CHARON_SOCKET, section, ViciClient } from './client.ts'
import type { Section, Value } from './message.ts'
import { ViciError } from './vici-error.ts'

/** How long charon waits for the other end's word when an SA is ended, in milliseconds; then it is gone anyway. */
const FAREWELL = '3000'

/** strongSwan, spoken to by charon's own protocol; `path` is the socket. */
export const viciIpsec = (path = CHARON_SOCKET): Ipsec => ({
  check: texts =>
    spoken(path, async charon => {
      readTexts(texts)
      readSettingsTree(texts.settings)
      await charon.request('version')
    }),
  apply: (from, to) => spoken(path, async charon => await change(charon, readTexts(from), readTexts(to))),
  children: (): Promise<readonly ChildState[]> => spoken(path, childStates),
  reload: () =>
    spoken(path, async charon => {
      await charon.request('reload-settings')
    }),
})

const readTexts = (texts: IpsecTexts): Swanctl => {
  try {
    return readSwanctl(texts.connections, texts.secrets)
  } catch (cause) {
    throw new ToolError('refused', 'swanctl', cause instanceof Error ? cause.message : 'not understood', {
      cause,
    })
  }
}

/** Secrets come first and go last, so that no connection is ever without its own. */
const change = async (charon: ViciClient, from: Swanctl, to: Swanctl): Promise<void> => {
  for (const secret of to.secrets.values())
    if (!sameSecret(from.secrets.get(secret.id), secret) || !(await hasShared(charon, secret.id)))
      await charon.request('load-shared', sharedMessage(secret))
  const loaded = await loadedConnections(charon)
  for (const [name, connection] of to.connections) {
    const had = from.connections.get(name)
    if (!loaded.has(name) || !sameSettings(had, connection))
      await charon.request('load-conn', new Map([[name, connectionMessage(connection)]]))
    const stays = new Set(childNames(connection))
    for (const child of childNames(had)) if (!stays.has(child)) await end(charon, { ike: name, child })
  }
  for (const name of from.connections.keys()) {
    if (to.connections.has(name)) continue
    if (loaded.has(name)) await charon.request('unload-conn', section({ name }))
    await end(charon, { ike: name })
  }
  for (const id of from.secrets.keys())
    if (!to.secrets.has(id) && (await hasShared(charon, id)))
      await charon.request('unload-shared', section({ id }))
}

const sameSecret = (a: SharedSecret | undefined, b: SharedSecret): boolean =>
  a !== undefined && Buffer.from(a.data).equals(b.data) && a.owners.join(' ') === b.owners.join(' ')

const loadedConnections = async (charon: ViciClient): Promise<ReadonlySet<string>> => {
  const { conns = [] } = Object.fromEntries(await charon.request('get-conns'))
  return new Set(Array.isArray(conns) ? conns : [])
}

const hasShared = async (charon: ViciClient, id: string): Promise<boolean> => {
  const { keys = [] } = Object.fromEntries(await charon.request('get-shared'))
  return Array.isArray(keys) && keys.includes(id)
}

/** A removed connection or child keeps its SAs until they are ended; that there is none is fine. */
const end = async (charon: ViciClient, which: Readonly<Record<string, string>>): Promise<void> => {
  try {
    await charon.request('terminate', section({ ...which, force: 'yes', timeout: FAREWELL }))
  } catch (error) {
    if (!(error instanceof ViciError) || error.code !== 'refused') throw error
  }
}

/** A connection as `load-conn` takes it: the file's sections as they are, comma-separated values as lists. */
export const connectionMessage = (settings: Settings): Section =>
  new Map(
    [...settings].map(([key, value]): [string, Value] => {
      if (typeof value !== 'string') return [key, connectionMessage(value)]
      return [key, LIST_KEYS.has(key) ? value.split(',').map(item => item.trim()) : value]
    }),
  )

const sharedMessage = ({ id, data, owners }: SharedSecret): Section =>
  section({ id, type: 'IKE', data, owners })

const spoken = async <T>(path: string, task: (charon: ViciClient) => Promise<T>): Promise<T> => {
  try {
    await using charon = await ViciClient.connect(path)
    return await task(charon)
  } catch (cause) {
    if (!(cause instanceof ViciError)) throw cause
    throw new ToolError(toolCode[cause.code], 'charon', cause.message, { cause })
  }
}

const toolCode = {
  malformed: 'failed',
  unknown: 'failed',
  refused: 'failed',
  closed: 'missing',
  'too-slow': 'too-slow',
} as const
