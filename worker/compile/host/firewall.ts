import { type Cidr, contains, formatCidr, hostOf, parseAddress } from '../../../schema/topology/address.ts'
import type { Gateway } from '../../../schema/topology/gateway.ts'
import { clampRules, clientClampRules } from './clamp-rules.ts'
import type { Connection } from './connection.ts'
import type { DialIn } from './dial-in.ts'
import { type Family, familyOf } from './family.ts'
import { forwarded, originated, type Subnets, translations } from './internet-rules.ts'
import type { Firewall, Rule, Table } from './rule.ts'

/**
 * The gateway's own chains. Every chain is there in both families even when it is empty, so that what hooks them never
 * changes and a rule that goes away leaves nothing behind.
 */
export const firewallOf = (
  privateSpace: readonly Cidr[],
  gateway: Gateway,
  connections: readonly Connection[],
  dialIns: readonly DialIn[],
): Firewall => {
  const of = (family: Family): Table[] => {
    const subnets = subnetsOf(family, privateSpace, gateway, connections, dialIns)
    const clamps = [...clampRules(family, connections), ...clientClampRules(family, dialIns)]
    return tables(subnets, gateway.internet?.via, clamps)
  }
  return { v4: of(4), v6: of(6) }
}

const tables = (subnets: Subnets, internet: string | undefined, clamps: readonly Rule[]): Table[] => {
  const rules = (build: (subnets: Subnets, internet: string) => Rule[]): Rule[] =>
    internet === undefined ? [] : build(subnets, internet)
  return [
    { name: 'mangle', chains: [{ name: 'CYGNET-FORWARD', rules: clamps }] },
    { name: 'nat', chains: [{ name: 'CYGNET-POSTROUTING', rules: translations(subnets, internet) }] },
    {
      name: 'filter',
      chains: [
        { name: 'CYGNET-FORWARD', rules: rules(forwarded) },
        { name: 'CYGNET-OUTPUT', rules: rules(originated) },
      ],
    },
  ]
}

const subnetsOf = (
  family: Family,
  privateSpace: readonly Cidr[],
  gateway: Gateway,
  connections: readonly Connection[],
  dialIns: readonly DialIn[],
): Subnets => {
  const ours = privateSpace.filter(cidr => familyOf(cidr) === family)
  const networks = [...gateway.networks, ...dialIns.flatMap(poolNetworks)].filter(
    ({ subnet }) => familyOf(subnet) === family,
  )
  const isMasqueraded = ({ name }: Inside): boolean => gateway.internet?.masquerade.includes(name) ?? false
  const kept = networks.filter(network => !isMasqueraded(network)).map(({ subnet }) => subnet)
  return {
    private: ours.map(formatCidr).sort(),
    masqueraded: networks.filter(isMasqueraded).map(({ subnet }) => formatCidr(subnet)),
    kept: kept.map(formatCidr),
    keptOutside: kept.filter(subnet => !ours.some(cidr => contains(cidr, subnet))).map(formatCidr),
    peers: peersIn(ours, gateway.internet?.via, connections),
  }
}

/** A network behind the gateway, or one of clients. */
interface Inside {
  readonly name: string
  readonly subnet: Cidr
}

const poolNetworks = ({ pools }: DialIn): Inside[] => pools.map(({ name, cidr }) => ({ name, subnet: cidr }))

const peersIn = (
  privateSpace: readonly Cidr[],
  internet: string | undefined,
  connections: readonly Connection[],
): string[] => {
  const peers = connections
    .filter(({ local }) => local.interface === internet)
    .map(({ remote }) => remote.address)
    .filter(text => text !== undefined)
    .filter(text => {
      const address = parseAddress(text)
      return address !== undefined && privateSpace.some(cidr => contains(cidr, hostOf({ address })))
    })
  return [...new Set(peers)]
}
