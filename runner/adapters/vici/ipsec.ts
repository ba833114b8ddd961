import type { ChildState } from '../../../schema/wire/report.ts'
import { credentialFaults } from '../../core/credentials.ts'
import { readSettingsTree, type Settings, sectionOf } from '../../core/settings-text.ts'
import { readSwanctl } from '../../core/swanctl.ts'
import type { Ipsec, IpsecTexts } from '../../ports/ipsec.ts'
import { ToolError } from '../../ports/tool-error.ts'
import { change, type Loadable } from './change.ts'
import { childStates } from './child-states.ts'
import { CHARON_SOCKET, section, ViciClient } from './client.ts'
import { unlessGone } from './credentials.ts'
import { ViciError } from './vici-error.ts'

/** strongSwan, spoken to by charon's own protocol; `path` is the socket. */
export const viciIpsec = (path = CHARON_SOCKET): Ipsec => ({
  check: async texts => {
    const wanted = readTexts(texts)
    const faults = credentialFaults(texts.credentials)
    if (faults.length > 0) throw new ToolError('refused', 'swanctl', faults.join('; '))
    try {
      await spoken(path, async charon => await checkPlugins(charon, wanted))
    } catch (error) {
      // A daemon that does not run yet is started when the change is made, and its plugins are then as they are installed.
      if (!(error instanceof ToolError) || error.code !== 'missing') throw error
    }
  },
  apply: (from, to) => spoken(path, async charon => await change(charon, readTexts(from), readTexts(to))),
  answers: async () => {
    try {
      return await spoken(path, async charon => (await charon.request('version')).size > 0)
    } catch {
      return false
    }
  },
  children: (): Promise<readonly ChildState[]> => spoken(path, childStates),
  wake: async (_, children) => await spoken(path, async charon => await initiate(charon, children)),
  reload: () =>
    spoken(path, async charon => {
      await charon.request('reload-settings')
    }),
})

/** A negative time-out asks charon not to wait (vici README, initiate). */
const initiate = async (charon: ViciClient, children: readonly string[]): Promise<void> => {
  for (const key of children) {
    const [ike, child] = key.split('/')
    await unlessGone(charon.request('initiate', section({ ike, child, timeout: '-1' })))
  }
}

/** What the texts mean. Throws a `ToolError` (refused) when that is not understood. */
export const readTexts = (texts: IpsecTexts): Loadable => {
  try {
    readSettingsTree(texts.settings)
    return { ...readSwanctl(texts), credentials: texts.credentials }
  } catch (cause) {
    throw new ToolError('refused', 'swanctl', cause instanceof Error ? cause.message : 'not understood', {
      cause,
    })
  }
}

/** An EAP method that is not loaded fails only when somebody logs in. Also shows that charon answers at all. */
const checkPlugins = async (charon: ViciClient, wanted: Loadable): Promise<void> => {
  const plugins = (await charon.request('stats')).get('plugins')
  const there = new Set(Array.isArray(plugins) ? plugins : [])
  for (const [name, connection] of wanted.connections) {
    const method = eapMethod(connection)
    if (method !== undefined && !there.has(method))
      throw new ToolError(
        'refused',
        'charon',
        `it runs without the plugin ${method}, which ${name} needs: install libcharon-extauth-plugins and restart strongSwan`,
      )
  }
}

const eapMethod = (connection: Settings): string | undefined => {
  const auth = sectionOf(connection, 'remote').get('auth')
  return typeof auth === 'string' && auth.startsWith('eap-') ? auth : undefined
}

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
