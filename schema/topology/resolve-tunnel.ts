import { bitsOf, type Cidr, formatAddress } from './address.ts'
import type { GatewayText, TunnelText } from './document.ts'
import type { CodedFinding } from './finding.ts'
import { unknownReference } from './reference.ts'
import { byName } from './sorting.ts'
import type { Gateway, Interface, Path, Tunnel, TunnelEnd } from './topology.ts'

const DEFAULT_IKE = ['aes256gcm16-prfsha384-ecp384', 'aes256-sha256-modp2048']
const DEFAULT_ESP = ['aes256gcm16-ecp384', 'aes256-sha256-modp2048']
const HOUR = 3600

/** The gateways that a tunnel may join, each as written and as resolved. */
export type Sites = ReadonlyMap<string, { readonly text: GatewayText; readonly gateway: Gateway }>

/** One end before its partner is known. */
interface Half {
  readonly name: string
  readonly gateway: Gateway
  readonly interface: Interface
}

/** A tunnel with its defaults; undefined when one of its ends cannot be found, which the findings then say. */
export const resolveTunnel = (
  name: string,
  text: TunnelText,
  sites: Sites,
  findings: CodedFinding[],
): Tunnel | undefined => {
  const at: Path = ['tunnels', name]
  const names = Object.keys(text.between)
  if (names.length !== 2) findings.push(notTwo(at, names.length))
  const halves = names.map(end =>
    resolveHalf([...at, 'between', end], end, text.between[end] ?? '', sites, findings),
  )
  const [first, second] = halves.filter(half => half !== undefined).sort(byName)
  if (names.length !== 2 || first === undefined || second === undefined) return undefined
  const ends = resolveEnds(at, text, first, second, findings)
  return ends && { at, name, ends, ...settings(text) }
}

const settings = (text: TunnelText): Omit<Tunnel, 'at' | 'name' | 'ends'> => ({
  secret: { kind: 'derived', epoch: text.epoch ?? 1 },
  ike: text.ike?.map(proposal => proposal.text) ?? DEFAULT_IKE,
  esp: text.esp?.map(proposal => proposal.text) ?? DEFAULT_ESP,
  rekey: { ike: text.rekey?.ike ?? 4 * HOUR, child: text.rekey?.child ?? HOUR },
  start: text.start ?? 'trap',
  dpd: { delay: text.dpd?.delay ?? 30 },
  mss: text.mss ?? 'auto',
})

const resolveHalf = (
  at: Path,
  name: string,
  key: string,
  sites: Sites,
  findings: CodedFinding[],
): Half | undefined => {
  const site = sites.get(name)
  if (site === undefined) {
    findings.push({
      ...unknownReference(at, name, 'gateway', [...sites.keys()], [['gateways', name]]),
      onKey: true,
    })
    return undefined
  }
  const found = site.gateway.interfaces.find(one => one.at.at(-1) === key)
  if (found === undefined) {
    const interfaces = ['gateways', name, 'interfaces']
    findings.push(
      unknownReference(at, key, `interface of ${name}`, Object.keys(site.text.interfaces), [
        [...interfaces, key],
      ]),
    )
    return undefined
  }
  return { name, gateway: site.gateway, interface: found }
}

const resolveEnds = (
  at: Path,
  text: TunnelText,
  first: Half,
  second: Half,
  findings: CodedFinding[],
): Tunnel['ends'] | undefined => {
  const pair = addressPair(first.interface.addresses, second.interface.addresses)
  if (pair === undefined) {
    findings.push(...addressMissing(at, first, second))
    return undefined
  }
  const starter = (text.start ?? 'trap') === 'none' ? undefined : initiatorOf(first, second)
  const end = (half: Half, address: Cidr): TunnelEnd => ({
    gateway: half.name,
    interface: half.interface.name,
    address: formatAddress(address),
    encap: text.encap === 'on' || (text.encap !== 'off' && half.gateway.nat),
    initiates: half === starter,
  })
  return [end(first, pair[0]), end(second, pair[1])]
}

/** The first address of one end for which the other has one of the same family. */
const addressPair = (first: readonly Cidr[], second: readonly Cidr[]): [Cidr, Cidr] | undefined => {
  for (const address of first) {
    const partner = second.find(other => bitsOf(other) === bitsOf(address))
    if (partner !== undefined) return [address, partner]
  }
  return undefined
}

/** Exactly one end initiates, or two IKE SAs would come up side by side: the one behind a NAT, else the first by name. */
const initiatorOf = (first: Half, second: Half): Half =>
  second.gateway.nat && !first.gateway.nat ? second : first

const addressMissing = (at: Path, first: Half, second: Half): CodedFinding[] => {
  const bare = [first, second].filter(half => half.interface.addresses.length === 0)
  const missing = (half: Half, message: string): CodedFinding => ({
    code: 'address-missing',
    severity: 'error',
    at: [...at, 'between', half.name],
    because: [[...half.interface.at, 'addresses']],
    message,
    hint: `write its address under gateways.${half.name}.interfaces.${String(half.interface.at.at(-1))}.addresses, as \`ip address\` on ${half.name} shows it`,
  })
  if (bare.length === 0)
    return [
      missing(
        second,
        `the tunnel never comes up: ${first.name} speaks from one family of addresses and ${second.name} from the other`,
      ),
    ]
  return bare.map(half =>
    missing(
      half,
      `the tunnel never comes up: ${half.interface.name} on ${half.name} has no address that it could speak from`,
    ),
  )
}

const notTwo = (at: Path, count: number): CodedFinding => ({
  code: 'tunnel-ends',
  severity: 'error',
  at: [...at, 'between'],
  because: [[...at, 'between']],
  message: `a tunnel joins two gateways, and this one names ${count}`,
  hint: 'write one tunnel for each pair, as between: { gateway: interface, gateway: interface }',
})
