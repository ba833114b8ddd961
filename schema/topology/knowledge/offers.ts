import type { Path, Topology } from '../topology.ts'

/** Proposals that are offered to somebody, and where they are written. */
export interface Offer {
  readonly at: Path
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  /** The gateways that offer them. */
  readonly gateways: ReadonlySet<string>
}

/** What every tunnel and every access offers; the tunnels of a mesh or hub share their proposals and come as one. */
export const offers = ({ tunnels, access }: Topology): Offer[] => {
  const found = new Map<string, Offer & { readonly gateways: Set<string> }>()
  for (const { at, ike, esp, ends } of tunnels) {
    const key = JSON.stringify(at)
    const offer = found.get(key) ?? { at, ike, esp, gateways: new Set() }
    found.set(key, offer)
    for (const { kind, name } of ends) if (kind === 'gateway') offer.gateways.add(name)
  }
  return [
    ...found.values(),
    ...access.map(({ at, ike, esp, gateway }) => ({ at, ike, esp, gateways: new Set([gateway]) })),
  ]
}
