import type { Rule } from './rule.ts'

/** The subnets of one address family that the rules about the internet interface speak of. */
export interface Subnets {
  /** Reachable only through tunnels. */
  readonly private: readonly string[]
  readonly masqueraded: readonly string[]
  /** Networks that never go out to the internet, under their own name or any other. */
  readonly kept: readonly string[]
  /** Those of them that are not within private space. */
  readonly keptOutside: readonly string[]
  /** Addresses of gateways at the other end of a tunnel over the internet interface, where they lie in private space. */
  readonly peers: readonly string[]
}

const TAKEN_BY_IPSEC = { direction: 'out', ipsec: true } as const
const IN_CLEAR = { direction: 'in', ipsec: false } as const

/** ACCEPT ends the whole nat table for the packet: a masquerade that somebody else wrote never sees tunnel traffic. */
export const translations = ({ masqueraded }: Subnets, internet: string | undefined): Rule[] => [
  { why: 'what IPsec takes keeps its addresses', policy: TAKEN_BY_IPSEC, target: 'ACCEPT' },
  ...(internet === undefined ? [] : [internet]).flatMap(out =>
    masqueraded.map(
      (source): Rule => ({
        why: 'these networks reach the internet as this gateway',
        source,
        out,
        target: 'MASQUERADE',
      }),
    ),
  ),
]

/** What is forwarded from or to the internet interface. Masquerading happens later: sources are still their own here. */
export const forwarded = (subnets: Subnets, internet: string): Rule[] => [
  ...subnets.private.map(
    (source): Rule => ({
      why: 'private space comes through tunnels: in clear from the internet it is forged',
      in: internet,
      source,
      policy: IN_CLEAR,
      target: 'DROP',
    }),
  ),
  ...exempt(internet, [
    ...toPrivate(subnets, internet),
    ...subnets.masqueraded.map(
      (source): Rule => ({ why: 'masqueraded on the way out', out: internet, source, target: 'RETURN' }),
    ),
    ...[...subnets.private, ...subnets.keptOutside].map(
      (source): Rule => ({
        why: 'nothing else leaves under an inside address',
        out: internet,
        source,
        target: 'DROP',
      }),
    ),
  ]),
]

/**
 * What the gateway itself sends to the internet interface. By source only its inside networks are held back, not all
 * private space: the interface's own address may be private, in front of a provider's NAT.
 */
export const originated = (subnets: Subnets, internet: string): Rule[] =>
  exempt(internet, [
    ...subnets.peers.map(
      (destination): Rule => ({
        why: 'IKE and ESP to the other gateway itself',
        out: internet,
        destination,
        target: 'RETURN',
      }),
    ),
    ...toPrivate(subnets, internet),
    ...subnets.kept.map(
      (source): Rule => ({
        why: 'this network never reaches the internet',
        out: internet,
        source,
        target: 'DROP',
      }),
    ),
  ])

const toPrivate = (subnets: Subnets, internet: string): Rule[] =>
  subnets.private.map(destination => ({
    why: 'private space is reached through tunnels or not at all',
    out: internet,
    destination,
    target: 'DROP',
  }))

/** The policy match first; without anything to hold back it would exempt from nothing. */
const exempt = (internet: string, rules: readonly Rule[]): Rule[] =>
  rules.some(({ target }) => target === 'DROP')
    ? [{ why: 'what IPsec takes may go', out: internet, policy: TAKEN_BY_IPSEC, target: 'RETURN' }, ...rules]
    : []
