import { stringify } from 'yaml'
import type { ManagedInterface } from '../host/interfaces.ts'
import { HEADER } from './header.ts'

/**
 * netplan's YAML for the managed interfaces, and no word about any other: netplan merges files, so the installer's file
 * keeps what it says about theirs, also about the link that a VLAN stands on.
 */
export const netplanText = (interfaces: readonly ManagedInterface[]): string => {
  const vlans = interfaces.filter(({ vlan }) => vlan !== undefined)
  const ethernets = interfaces.filter(({ vlan }) => vlan === undefined)
  const network = {
    version: 2,
    ...(ethernets.length > 0 ? { ethernets: byName(ethernets) } : {}),
    ...(vlans.length > 0 ? { vlans: byName(vlans) } : {}),
  }
  return HEADER + stringify({ network }, { lineWidth: 0 })
}

const byName = (interfaces: readonly ManagedInterface[]): Record<string, unknown> =>
  Object.fromEntries(interfaces.map(managed => [managed.name, definitionOf(managed)]))

const definitionOf = ({ vlan, mtu, addresses, routes }: ManagedInterface): Record<string, unknown> => ({
  ...vlan,
  mtu,
  ...(addresses.length > 0 ? { addresses } : {}),
  ...(routes.length > 0
    ? { routes: routes.map(({ to, via, onLink }) => ({ to, via, ...(onLink ? { 'on-link': true } : {}) })) }
    : {}),
})
