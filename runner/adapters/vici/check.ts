import { credentialFaults } from '../../core/ipsec/credentials.ts'
import { readDaemonSettings } from '../../core/ipsec/daemon-settings.ts'
import { type Settings, sectionOf } from '../../core/ipsec/settings-text.ts'
import { readSwanctl } from '../../core/ipsec/swanctl.ts'
import type { IpsecTexts } from '../../ports/ipsec.ts'
import { ToolError } from '../../ports/tool-error.ts'
import type { Loadable } from './change.ts'
import type { ViciClient } from './client.ts'

/** What the texts mean. Throws a `ToolError` (refused) when that is not understood. */
export const readTexts = (texts: IpsecTexts): Loadable => {
  try {
    readDaemonSettings(texts.settings)
    return { ...readSwanctl(texts), credentials: texts.credentials }
  } catch (cause) {
    throw new ToolError('refused', 'swanctl', cause instanceof Error ? cause.message : 'not understood', {
      cause,
    })
  }
}

/** The same, and whether certificates have their keys. */
export const checkTexts = (texts: IpsecTexts): Loadable => {
  const wanted = readTexts(texts)
  const faults = credentialFaults(texts.credentials)
  if (faults.length > 0) throw new ToolError('refused', 'swanctl', faults.join('; '))
  return wanted
}

/** An EAP method that is not loaded fails only when somebody logs in. Also shows that charon answers at all. */
export const checkPlugins = async (charon: ViciClient, wanted: Loadable): Promise<void> => {
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
