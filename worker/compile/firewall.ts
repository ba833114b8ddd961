import {
  bitsOf,
  type Cidr,
  contains,
  formatCidr,
  hostOf,
  parseAddress,
} from '../../schema/topology/address.ts'
import type { Gateway } from '../../schema/topology/topology.ts'
import type { Connection } from './connection.ts'

/** What both address families get: the same chains, each with the rules that its addresses call for. */
export interface Firewall {
  readonly v4: readonly Table[]
  readonly v6: readonly Table[]
}

export interface Table {
  readonly name: 'mangle' | 'nat' | 'filter'
  readonly chains: readonly Chain[]
}

/** `CYGNET-<BUILTIN>` is hooked in as the first rule of `<BUILTIN>` in its table, by the gateway. */
export interface Chain {
  readonly name: `CYGNET-${'FORWARD' | 'OUTPUT' | 'POSTROUTING'}`
  readonly rules: readonly Rule[]
}

export interface Rule {
  /** Written as a comment above the rule. */
  readonly why: string
  readonly in?: string
  readonly out?: string
  readonly source?: string
  readonly destination?: string
  /** Will IPsec take this packet (out), or did it bring it (in)? */
  readonly policy?: { readonly direction: 'in' | 'out'; readonly ipsec: boolean }
  readonly target: 'RETURN' | 'ACCEPT' | 'DROP' | 'MASQUERADE' | { readonly clampMss: number }
}

/** The subnets of one address family that the rules speak of. */
interface Family {
  readonly bits: 32 | 128
  readonly private: readonly string[]
  readonly contains: (address: string) => boolean
  readonly masqueraded: readonly string[]
  /** Networks that never go out to the internet under their own name or any other. */
  readonly kept: readonly string[]
}

const TAKEN_BY_IPSEC = { direction: 'out', ipsec: true } as const
const IN_CLEAR = { direction: 'in', ipsec: false } as const

/**
 * The gateway's own chains. Every chain is there in both families even when it is empty, so that what hooks them never
 * changes and a rule that goes away leaves nothing behind.
 */
export const firewallOf = (
  privateSpace: readonly Cidr[],
  gateway: Gateway,
  connections: readonly Connection[],
): Firewall => ({
  v4: tables(familyOf(32, privateSpace, gateway), gateway, connections),
  v6: tables(familyOf(128, privateSpace, gateway), gateway, connections),
})

const familyOf = (bits: 32 | 128, privateSpace: readonly Cidr[], gateway: Gateway): Family => {
  const masquerade = new Set(gateway.internet?.masquerade)
  const networks = gateway.networks.filter(({ subnet }) => bitsOf(subnet) === bits)
  const subnets = (masqueraded: boolean): string[] =>
    networks
      .filter(({ name }) => masquerade.has(name) === masqueraded)
      .map(({ subnet }) => formatCidr(subnet))
  const own = privateSpace.filter(cidr => bitsOf(cidr) === bits)
  return {
    bits,
    private: own.map(formatCidr).sort(),
    contains: text => {
      const address = parseAddress(text)
      return address !== undefined && own.some(cidr => contains(cidr, hostOf({ address })))
    },
    masqueraded: subnets(true),
    kept: subnets(false),
  }
}

const tables = (family: Family, gateway: Gateway, connections: readonly Connection[]): Table[] => {
  const internet = gateway.internet?.via
  return [
    { name: 'mangle', chains: [{ name: 'CYGNET-FORWARD', rules: clamps(family, connections) }] },
    { name: 'nat', chains: [{ name: 'CYGNET-POSTROUTING', rules: translations(family, internet) }] },
    {
      name: 'filter',
      chains: [
        { name: 'CYGNET-FORWARD', rules: internet === undefined ? [] : forwarded(family, internet) },
        { name: 'CYGNET-OUTPUT', rules: internet === undefined ? [] : own(family, internet, connections) },
      ],
    },
  ]
}

/** Both directions: the far gateway may be somebody whose clamping we do not know. */
const clamps = ({ bits }: Family, connections: readonly Connection[]): Rule[] =>
  connections.flatMap(connection =>
    connection.children.flatMap(({ name, local, remote, family, mss }): Rule[] =>
      mss === undefined || (family === 4) !== (bits === 32)
        ? []
        : [
            {
              why: `${connection.name}/${name}: what ESP leaves of a packet, going`,
              source: local,
              destination: remote,
              policy: TAKEN_BY_IPSEC,
              target: { clampMss: mss },
            },
            {
              why: `${connection.name}/${name}: and coming`,
              source: remote,
              destination: local,
              policy: { direction: 'in', ipsec: true },
              target: { clampMss: mss },
            },
          ],
    ),
  )

/** ACCEPT ends the whole nat table for the packet: a masquerade that somebody else wrote never sees tunnel traffic. */
const translations = (family: Family, internet: string | undefined): Rule[] => [
  { why: 'what IPsec takes keeps its addresses', policy: TAKEN_BY_IPSEC, target: 'ACCEPT' },
  ...(internet === undefined ? [] : family.masqueraded).map(
    (subnet): Rule => ({
      why: 'these networks reach the internet as this gateway',
      source: subnet,
      ...(internet === undefined ? {} : { out: internet }),
      target: 'MASQUERADE',
    }),
  ),
]

/** What is forwarded to or from the internet interface. Masquerading happens later: sources are still their own here. */
const forwarded = (family: Family, internet: string): Rule[] => [
  ...family.private.map(
    (subnet): Rule => ({
      why: 'private space comes through tunnels: in clear from the internet it is forged',
      in: internet,
      source: subnet,
      policy: IN_CLEAR,
      target: 'DROP',
    }),
  ),
  { why: 'what IPsec takes may go', out: internet, policy: TAKEN_BY_IPSEC, target: 'RETURN' },
  ...toPrivate(family, internet),
  ...family.masqueraded.map(
    (subnet): Rule => ({
      why: 'masqueraded on the way out',
      out: internet,
      source: subnet,
      target: 'RETURN',
    }),
  ),
  ...[...family.private, ...family.kept.filter(subnet => !family.private.includes(subnet))].map(
    (subnet): Rule => ({
      why: 'nothing else leaves under a private address',
      out: internet,
      source: subnet,
      target: 'DROP',
    }),
  ),
]

/**
 * What the gateway itself sends to the internet interface. By source only its inside networks are held back, not all
 * private space: the interface's own address may be private, in front of a provider's NAT.
 */
const own = (family: Family, internet: string, connections: readonly Connection[]): Rule[] => [
  { why: 'what IPsec takes may go', out: internet, policy: TAKEN_BY_IPSEC, target: 'RETURN' },
  ...peersInPrivateSpace(family, internet, connections).map(
    (peer): Rule => ({
      why: 'IKE and ESP to the other gateway itself',
      out: internet,
      destination: peer,
      target: 'RETURN',
    }),
  ),
  ...toPrivate(family, internet),
  ...family.kept.map(
    (subnet): Rule => ({
      why: 'this network never reaches the internet',
      out: internet,
      source: subnet,
      target: 'DROP',
    }),
  ),
]

const toPrivate = (family: Family, internet: string): Rule[] =>
  family.private.map(subnet => ({
    why: 'private space is reached through tunnels or not at all',
    out: internet,
    destination: subnet,
    target: 'DROP',
  }))

const peersInPrivateSpace = (
  family: Family,
  internet: string,
  connections: readonly Connection[],
): readonly string[] => [
  ...new Set(
    connections
      .filter(({ local }) => local.interface === internet)
      .map(({ remote }) => remote.address)
      .filter(address => family.contains(address)),
  ),
]
