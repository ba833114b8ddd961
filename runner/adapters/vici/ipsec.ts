import type { ChildState } from '../../../schema/wire/child-state.ts'
import type { Ipsec } from '../../ports/ipsec.ts'
import { ToolError } from '../../ports/tool-error.ts'
import { childStates } from './child-states.ts'
import { CHARON_SOCKET, ViciClient } from './client.ts'
import { ViciError } from './vici-error.ts'

/** strongSwan, spoken to by charon's own protocol; `path` is the socket. What only a change needs is loaded by one. */
export const viciIpsec = (path = CHARON_SOCKET): Ipsec => ({
  check: async texts => {
    const { checkPlugins, checkTexts } = await import('./check.ts')
    const wanted = checkTexts(texts)
    try {
      await spoken(path, async charon => await checkPlugins(charon, wanted))
    } catch (error) {
      // A daemon that does not run yet is started when the change is made, and its plugins are then as they are installed.
      if (!(error instanceof ToolError) || error.code !== 'missing') throw error
    }
  },
  apply: async (from, to) => {
    const { readTexts } = await import('./check.ts')
    const { change } = await import('./change.ts')
    await spoken(path, async charon => await change(charon, readTexts(from), readTexts(to)))
  },
  answers: async () => {
    try {
      return await spoken(path, async charon => (await charon.request('version')).size > 0)
    } catch {
      return false
    }
  },
  loaded: () =>
    spoken(path, async charon => {
      const { loadedConnections } = await import('./loaded.ts')
      return await loadedConnections(charon)
    }),
  plugins: () =>
    spoken(path, async charon => {
      const { pluginsOf } = await import('./loaded.ts')
      return await pluginsOf(charon)
    }),
  established: () =>
    spoken(path, async charon => {
      const { establishedFor } = await import('./loaded.ts')
      return await establishedFor(charon)
    }),
  children: (): Promise<readonly ChildState[]> => spoken(path, childStates),
  wake: async (_, children) => {
    const { initiate } = await import('./initiate.ts')
    await spoken(path, async charon => await initiate(charon, children))
  },
  reload: () =>
    spoken(path, async charon => {
      await charon.request('reload-settings')
    }),
})

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
