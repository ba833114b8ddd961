import type { Problem } from '../../../schema/problem.ts'
import { MAX_SECTIONS } from '../source/limits.ts'
import type { NetplanDevice, NetplanFile } from '../syntax/netplan.ts'
import { notExpressed, type Word } from '../word.ts'
import type { HostInterface, HostRoute } from './host.ts'

const KINDS = [
  ['ethernets', 'ethernet'],
  ['vlans', 'vlan'],
  ['bridges', 'bridge'],
  ['bonds', 'other'],
  ['tunnels', 'other'],
  ['wifis', 'other'],
  ['dummy-devices', 'other'],
] as const

/** The interfaces of a netplan file. What a VLAN says beyond id, link, addresses, MTU and routes is listed: a VLAN becomes cygnet's. */
export const netplanInterfaces = (file: NetplanFile, problems: Problem[]): HostInterface[] =>
  KINDS.flatMap(([section, kind]) =>
    Object.entries(file.network[section] ?? {})
      .slice(0, MAX_SECTIONS)
      .map(([key, device]) => {
        const at = ['network', section, key]
        if (kind === 'vlan' && device !== null) listLost(file, at, device, problems)
        return interfaceOf(file, at, kind, key, device ?? {})
      }),
  )

const interfaceOf = (
  file: NetplanFile,
  at: readonly string[],
  kind: HostInterface['kind'],
  key: string,
  device: NetplanDevice,
): HostInterface => {
  const word = (text: string, path: readonly (string | number)[]): Word => ({
    text,
    place: file.placeOf([...at, ...path]),
  })
  const routes = (device.routes ?? []).flatMap((route, index): HostRoute[] => {
    if (route.to === undefined || route.via === undefined) return []
    return [
      {
        to: word(route.to, ['routes', index, 'to']),
        via: word(route.via, ['routes', index, 'via']),
        onLink: route['on-link'] ?? false,
      },
    ]
  })
  const { id, link, mtu } = device
  return {
    name: { text: device['set-name'] ?? key, place: file.keyPlaceOf(at) },
    kind,
    addresses: (device.addresses ?? []).map((address, index) =>
      word(typeof address === 'string' ? address : (Object.keys(address)[0] ?? ''), ['addresses', index]),
    ),
    mtu: mtu === undefined ? undefined : { value: mtu, word: word(String(mtu), ['mtu']) },
    vlan:
      id === undefined || link === undefined
        ? undefined
        : { id: { value: id, word: word(String(id), ['id']) }, link },
    routes: routes.filter(({ to }) => !isDefault(to.text)),
    toInternet: device.gateway4 !== undefined || routes.some(({ to }) => isDefault(to.text)),
    ownNat: undefined,
  }
}

const isDefault = (to: string): boolean => /^(?:default|0\.0\.0\.0\/0|::\/0|0\/0)$/.test(to)

const VLAN_KEYS = new Set([
  'id',
  'link',
  'mtu',
  'addresses',
  'routes',
  'dhcp4',
  'dhcp6',
  'accept-ra',
  'optional',
  'link-local',
])
const ROUTE_KEYS = new Set(['to', 'via', 'on-link'])

const listLost = (
  file: NetplanFile,
  at: readonly string[],
  device: NetplanDevice,
  problems: Problem[],
): void => {
  const lost = (path: readonly (string | number)[]) =>
    problems.push(
      notExpressed(
        { text: String(path.at(-1)), place: file.keyPlaceOf([...at, ...path]) },
        `${String(path.at(-1))} of a VLAN, which cygnet makes itself from its id, link, addresses, MTU and routes`,
        'keep the VLAN in the old file with managed: false, or do without',
      ),
    )
  for (const key of Object.keys(device)) if (!VLAN_KEYS.has(key)) lost([key])
  for (const [index, route] of (device.routes ?? []).entries())
    for (const key of Object.keys(route)) if (!ROUTE_KEYS.has(key)) lost(['routes', index, key])
}

/** VRFs whose routes have no rule: netplan 0.106 dies of them. */
export const crashingVrfs = (file: NetplanFile): Word[] =>
  Object.entries(file.network.vrfs ?? {}).flatMap(([name, vrf]): Word[] =>
    vrf?.routes === undefined || vrf['routing-policy'] !== undefined
      ? []
      : [{ text: name, place: file.keyPlaceOf(['network', 'vrfs', name, 'routes']) }],
  )

/** Resolvers that interfaces name, from which a provider can be told. */
export const resolversOf = (file: NetplanFile): string[] =>
  KINDS.flatMap(([section]) => Object.values(file.network[section] ?? {})).flatMap(device => {
    const servers = device?.['nameservers']
    if (typeof servers !== 'object' || servers === null || !('addresses' in servers)) return []
    return Array.isArray(servers.addresses) ? servers.addresses.map(String) : []
  })
