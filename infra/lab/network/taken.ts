import { parseAddress } from '../../../schema/topology/address.ts'
import type { Topology } from '../../../schema/topology/topology.ts'
import { cidr } from './numbers.ts'

/** Every IPv4 address that the topology gives to somebody in the internet or on an underlay. */
export const addressesIn = (topology: Topology) => [
  ...topology.gateways.flatMap(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses)),
  ...topology.peers.flatMap(({ address }) =>
    address === undefined || parseAddress(address)?.kind() !== 'ipv4' ? [] : [cidr(`${address}/32`)],
  ),
]
