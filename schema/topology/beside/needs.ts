import type { Path, Topology } from '../topology.ts'
import type { Sealed } from './sealed.ts'

/** A sealed secret that the topology names, and who has to open it. */
export interface Need {
  /** Where it is named first. */
  readonly at: Path
  /** The sealed secret's name. */
  readonly secret: string
  readonly gateways: ReadonlySet<string>
  /** What it may hold there. */
  readonly holds: readonly Sealed['holds'][]
  /** A gateway that cannot open it does without, instead of refusing its whole configuration. */
  readonly dispensable?: true
}

/** Every sealed secret that is needed, once, with all gateways that need it. */
export const needsOf = ({ gateways, tunnels, access, monitor }: Topology): Need[] => {
  const needs = new Map<string, Need & { readonly gateways: Set<string> }>()
  const need = (at: Path, secret: string, holds: Need['holds'], gateways: readonly string[]): void => {
    const known = needs.get(secret) ?? { at, secret, holds, gateways: new Set<string>() }
    needs.set(secret, known)
    for (const gateway of gateways) known.gateways.add(gateway)
  }
  for (const { at, secret, ends } of tunnels)
    if (secret.kind === 'sealed')
      need(
        [...at, 'secret'],
        secret.name,
        ['psk'],
        ends.filter(({ kind }) => kind === 'gateway').map(({ name }) => name),
      )
  for (const { at, gateway, key, users } of access) {
    if (key.kind === 'sealed') need([...at, 'key'], key.name, ['key'], [gateway])
    for (const user of users) need([...user.at, 'secret'], user.secret, ['password', 'nt-hash'], [gateway])
  }
  const token = monitor?.influx?.token
  if (token !== undefined && !needs.has(token.name))
    needs.set(token.name, {
      at: token.at,
      secret: token.name,
      holds: ['token'],
      // Nothing can be sealed to the others yet.
      gateways: new Set(gateways.filter(({ keys }) => keys !== undefined).map(({ name }) => name)),
      dispensable: true,
    })
  return [...needs.values()]
}
