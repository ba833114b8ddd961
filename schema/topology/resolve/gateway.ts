import type { GatewayText, InterfaceText } from '../document/gateway.ts'
import type { CodedFinding } from '../finding.ts'
import type { Gateway, Interface, Network } from '../gateway.ts'
import { unknownReference } from '../knowledge/reference.ts'
import { PRESETS } from '../presets/all.ts'
import { ETHERNET_MTU } from '../presets/preset.ts'
import { byName } from '../sorting.ts'
import type { Path } from '../topology.ts'

/**
 * A gateway with its preset's defaults, and what it refers to that is not there; its runner is for `resolveRunner`. `pools` are the
 * names of its accesses, whose clients are a network behind it.
 */
export const resolveGateway = (
  name: string,
  text: GatewayText,
  pools: readonly string[],
  findings: CodedFinding[],
): Omit<Gateway, 'runner'> => {
  const at: Path = ['gateways', name]
  const provider = text.provider ?? 'generic'
  const interfaces = resolveInterfaces(at, provider, text, findings)
  const networks = resolveNetworks(at, text, findings)
  return {
    at,
    name,
    provider,
    os: text.os ?? 'debian-12',
    daemon: text.daemon ?? 'swanctl',
    firewall: text.firewall ?? 'iptables-nft',
    packages: text.packages && [...new Set(text.packages)].sort(),
    keys: text.keys,
    nat: text.nat ?? PRESETS[provider].nat,
    drift: text.drift ?? 'report',
    interfaces,
    networks,
    internet: resolveInternet(at, text, [...networks.map(one => one.name), ...pools], findings),
  }
}

/** The name that the kernel knows an interface by: `name:`, or else its key. */
const interfaceName = (text: GatewayText, key: string): string | undefined => {
  const known = interfaceTexts(text).get(key)
  return known === undefined ? undefined : (known.name ?? key)
}

const interfaceTexts = (text: GatewayText): ReadonlyMap<string, InterfaceText> =>
  new Map(Object.entries(text.interfaces))

const resolveInterfaces = (
  gateway: Path,
  provider: Gateway['provider'],
  text: GatewayText,
  findings: CodedFinding[],
): Interface[] => {
  const texts = [...interfaceTexts(text)].sort(([a], [b]) => (a < b ? -1 : 1))
  return texts
    .map(([key, one]) =>
      resolveInterface([...gateway, 'interfaces', key], provider, text, key, one, findings),
    )
    .sort(byName)
}

const resolveInterface = (
  at: Path,
  provider: Gateway['provider'],
  gateway: GatewayText,
  key: string,
  text: InterfaceText,
  findings: CodedFinding[],
): Interface => {
  const managed = text.managed ?? true
  const addresses = text.addresses ?? []
  const link = text.link === undefined ? undefined : interfaceName(gateway, text.link)
  if (text.link !== undefined && link === undefined)
    findings.push(
      unknownReference([...at, 'link'], text.link, 'interface', Object.keys(gateway.interfaces), [
        [...at.slice(0, -1), text.link],
      ]),
    )
  return {
    at,
    name: text.name ?? key,
    managed,
    vlan: managed && text.vlan !== undefined && link !== undefined ? { id: text.vlan, link } : undefined,
    addresses,
    routes: (text.routes ?? []).map(route => ({
      to: route.to,
      via: route.via,
      onLink: route['on-link'] ?? false,
    })),
    mtu: text.mtu ?? defaultMtu(provider, gateway, text),
    bridgeNat: text['bridge-nat'] ?? false,
  }
}

const defaultMtu = (provider: Gateway['provider'], gateway: GatewayText, text: InterfaceText): number => {
  const underlay = PRESETS[provider].mtu({ vlan: text.vlan !== undefined, addresses: text.addresses ?? [] })
  if (underlay !== undefined) return underlay.promised
  const link = text.link === undefined ? undefined : interfaceTexts(gateway).get(text.link)
  return link?.mtu ?? ETHERNET_MTU
}

const resolveNetworks = (gateway: Path, text: GatewayText, findings: CodedFinding[]): Network[] =>
  Object.entries(text.networks ?? {})
    .map(([name, network]) => {
      const at = [...gateway, 'networks', name]
      const found = interfaceName(text, network.interface)
      if (found === undefined)
        findings.push(
          unknownReference(
            [...at, 'interface'],
            network.interface,
            'interface',
            Object.keys(text.interfaces),
            [[...gateway, 'interfaces', network.interface]],
          ),
        )
      return { at, name, subnet: network.subnet, interface: found ?? network.interface }
    })
    .sort(byName)

const resolveInternet = (
  gateway: Path,
  text: GatewayText,
  networks: readonly string[],
  findings: CodedFinding[],
): Gateway['internet'] => {
  if (text.internet === undefined) return undefined
  const at = [...gateway, 'internet']
  const via = interfaceName(text, text.internet.via)
  if (via === undefined)
    findings.push(
      unknownReference([...at, 'via'], text.internet.via, 'interface', Object.keys(text.interfaces), [
        [...gateway, 'interfaces', text.internet.via],
      ]),
    )
  const masquerade = text.internet.masquerade ?? []
  for (const [index, name] of masquerade.entries()) {
    if (networks.includes(name)) continue
    findings.push(
      unknownReference([...at, 'masquerade', index], name, 'network of this gateway', networks, [
        [...gateway, 'networks', name],
        ['access', name],
      ]),
    )
  }
  return { at, via: via ?? text.internet.via, masquerade: [...new Set(masquerade)].sort() }
}
