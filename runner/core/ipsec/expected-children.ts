import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { ChildState } from '../../../schema/wire/child-state.ts'

/**
 * What is loaded, without what nobody expects to be up: people who do not dial in just now, and connections that somebody keeps by
 * hand. Who dialled in is there.
 */
export const expectedChildren = (
  bundle: Pick<Bundle, 'probes'>,
  children: readonly ChildState[],
): readonly ChildState[] => {
  const tunnels = new Set(bundle.probes.connections.map(({ connection }) => connection))
  return children.filter(({ connection, state }) => state !== 'down' || tunnels.has(connection))
}
