import type { Topology } from '../../../schema/topology/topology.ts'
import type { SealedSecret } from '../../../schema/wire/bundle-secret.ts'

/** A sealed secret as one gateway can open it. */
export type SealedBox = Pick<SealedSecret, 'name' | 'holds' | 'box'>

/** The secret's box for the gateway; undefined when it was not sealed for it, or does not hold what is wanted. */
export const boxFor = <Holds extends SealedBox['holds']>(
  topology: Topology,
  gateway: string,
  name: string,
  wanted: readonly Holds[],
): (SealedBox & { readonly holds: Holds }) | undefined => {
  const sealed = topology.sealed.find(one => one.name === name)
  const box = sealed?.boxes.find(one => one.gateway === gateway)?.box
  const holds = wanted.find(one => one === sealed?.holds)
  return box === undefined || holds === undefined ? undefined : { name, holds, box }
}
