import type { ChildState } from '../../schema/wire/child-state.ts'
import type { KeptPicture } from '../picture/kept-picture.ts'
import { once } from '../rollout/once.ts'

const namesOf = once(({ tunnels }: KeptPicture) => new Set(tunnels.map(({ name }) => name)))

/**
 * Of what a gateway says is loaded, the tunnels of a network: people who dial in come and go, and of what somebody keeps by hand
 * nobody here knows whether it should be up. All of it while the network is not drawn yet.
 */
export const tunnelsIn = (
  picture: KeptPicture | undefined,
  children: readonly ChildState[],
): readonly ChildState[] => {
  if (picture === undefined) return children
  const names = namesOf(picture)
  return children.filter(({ connection }) => names.has(connection))
}
