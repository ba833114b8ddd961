import { Bundle } from '../../schema/wire/bundle.ts'
import { digestOf } from '../../schema/wire/canonical.ts'
import { bundlePath } from '../../schema/wire/repository.ts'
import type { Ports } from '../ports/ports.ts'
import type { Release } from '../rollout/release.ts'
import { bundlesAt } from './compiled.ts'

/** What a change is compared with. */
export interface Bases {
  /** What the gateways will have when the newest release is done; where it went back, what they have. */
  readonly shown: readonly Bundle[]
  /** What they were last heard to have. */
  readonly held: readonly Bundle[]
}

/** What the fleet has, and what it is to have, before a change. */
export const basesNow = async (ports: Ports): Promise<Bases> => {
  const { current, held } = ports.ledger.rollout()
  const compiled = await bundlesAt(ports, current?.candidate.commit)
  const stored = await Promise.all(
    Object.entries(held).map(([gateway, { bundle }]) => storedBundle(ports, gateway, bundle)),
  )
  const has = stored.flatMap(bundle => bundle ?? [])
  return { shown: current !== undefined && wentBack(current) ? has : compiled, held: has }
}

/** Gateways have other bundles than the release's, and keep them. */
export const wentBack = ({ phase }: Release): boolean =>
  ['halting', 'halted', 'rolling-back', 'rolled-back', 'superseded'].includes(phase)

/** A bundle that was published once; undefined where the store no longer has it. */
const storedBundle = async (
  { store }: Pick<Ports, 'store'>,
  gateway: string,
  digest: string,
): Promise<Bundle | undefined> => {
  const object = await store.get(bundlePath(gateway, digest))
  if (object === undefined || digestOf(object.bytes) !== digest) return undefined
  return Bundle.parse(JSON.parse(new TextDecoder().decode(object.bytes)))
}
