import { bitsOf, type Cidr, formatAddress } from '../address.ts'
import type { SettingsText } from '../document/tunnel.ts'
import type { CodedFinding } from '../finding.ts'
import { own } from '../own.ts'
import { byName } from '../sorting.ts'
import type { StartAction, Tunnel, TunnelEnd } from '../tunnel.ts'
import type { Half } from './end.ts'
import { tunnelSettings } from './tunnel-settings.ts'

/** How the ends of a tunnel begin: one word for both, or one for each as somebody wrote it. */
export type StartText = SettingsText['start'] | Readonly<Record<string, 'none' | 'start' | 'trap'>>

/** What is written about a tunnel besides its ends. */
export interface LinkText {
  readonly settings: Omit<SettingsText, 'start'>
  readonly start: StartText
  /** The end that should begin, where the form of the network says so: a spoke, not the hub. */
  readonly initiator?: string
}

/** Two ends become a tunnel; undefined when they have no addresses to meet at, which the findings then say. */
export const linked = (
  what: Pick<Tunnel, 'at' | 'name' | 'origin'>,
  halves: readonly [Half, Half],
  text: LinkText,
  findings: CodedFinding[],
): Tunnel | undefined => {
  const [first, second] = halves[0].name < halves[1].name ? halves : [halves[1], halves[0]]
  const pair = addressPair(first, second)
  if (pair === undefined) {
    findings.push(...addressMissing(first, second))
    return undefined
  }
  const starts = startsOf(text, first, second)
  const ends = [
    endOf(first, pair[0], starts[0], text.settings.encap),
    endOf(second, pair[1], starts[1], text.settings.encap),
  ] as const
  return { ...what, ends, ...tunnelSettings(what.at, text.settings, ends, findings) }
}

const endOf = (
  half: Half,
  address: Cidr | undefined,
  start: StartAction,
  encap: SettingsText['encap'],
): TunnelEnd => ({
  at: half.at,
  kind: half.kind,
  name: half.name,
  interface: half.interface,
  address: address && formatAddress(address),
  id: half.id,
  mtu: half.mtu,
  encap: encap === 'on' || (encap !== 'off' && half.nat),
  start,
  networks: [...half.networks].sort(byName),
})

/**
 * The first address of one end for which the other has one of the same family. Whoever dials a known address of a peer
 * needs none that is written down, and a peer that calls from anywhere has none.
 */
const addressPair = (first: Half, second: Half): [Cidr | undefined, Cidr | undefined] | undefined => {
  for (const address of first.addresses) {
    const partner = second.addresses.find(other => bitsOf(other) === bitsOf(address))
    if (partner !== undefined) return [address, partner]
  }
  const [peer] = [first, second].filter(({ kind }) => kind === 'peer')
  if (peer === undefined) return undefined
  const [one] = first.addresses
  const [other] = second.addresses
  return (one === undefined) === (other === undefined) ? undefined : [one, other]
}

/** Exactly one end begins, or two IKE SAs would come up side by side. A trap on the other brings it back from there too. */
const startsOf = ({ start, initiator }: LinkText, first: Half, second: Half): [StartAction, StartAction] => {
  if (typeof start === 'object') return [own(start, first.name) ?? 'trap', own(start, second.name) ?? 'trap']
  const begins =
    initiator === undefined ? initiatorOf(first, second) : initiator === first.name ? first : second
  const actionOf = (half: Half, other: Half): StartAction => {
    if (other.addresses.length === 0 && other.kind === 'peer') return 'none'
    if (start === 'none') return 'none'
    if (start === 'start') return half === begins ? 'start' : 'none'
    return half === begins ? 'trap|start' : 'trap'
  }
  return [actionOf(first, second), actionOf(second, first)]
}

/** The one that can reach the other; ours before a peer of whose settings nothing is known; the one behind a NAT; else the first by name. */
const initiatorOf = (first: Half, second: Half): Half => {
  if (first.kind !== second.kind) {
    const [gateway, peer] = first.kind === 'gateway' ? [first, second] : [second, first]
    return peer.addresses.length === 0 ? peer : gateway
  }
  return second.nat && !first.nat ? second : first
}

const addressMissing = (first: Half, second: Half): CodedFinding[] => {
  const missing = (half: Half, message: string): CodedFinding => ({
    code: 'address-missing',
    severity: 'error',
    at: half.at,
    because: [half.addressesAt],
    message,
    hint: `write its address under ${half.addressesAt.join('.')}, as \`ip address\` on ${half.name} shows it`,
  })
  const bare = [first, second].filter(half => half.addresses.length === 0)
  if (bare.length > 0)
    return bare.map(half =>
      missing(
        half,
        `the tunnel never comes up: ${half.interface ?? half.name} on ${half.name} has no address that it could speak from`,
      ),
    )
  return [
    missing(
      second,
      `the tunnel never comes up: ${first.name} speaks from one family of addresses and ${second.name} from the other`,
    ),
  ]
}
