import { contains, formatAddress, hostOf, parseCidr } from '../../../schema/topology/address.ts'
import type { Gateway } from '../../../schema/topology/gateway.ts'
import { type EspPath, largestInner, pathBetween } from '../../../schema/topology/knowledge/esp.ts'
import { listenOf } from '../../../schema/topology/knowledge/listening.ts'
import type { AddressAndPort, Influx } from '../../../schema/topology/operation.ts'
import type { Topology } from '../../../schema/topology/topology.ts'
import type { Tunnel } from '../../../schema/topology/tunnel.ts'
import { MAX_PATHS, type Monitor, type MonitoredPath } from '../../../schema/wire/monitor.ts'
import type { Child, Connection } from './connection.ts'
import { boxFor, type SealedBox } from './sealed-box.ts'

/** What a gateway measures, and what opens the database that it pushes to. */
export interface Measuring {
  readonly monitor: Monitor
  readonly token: SealedBox | undefined
}

/** The id of the token among a bundle's secrets: no tunnel and no access is called this. */
export const TOKEN = 'monitor_token'

/** Smaller packets pass everywhere (RFC 791 §3.1): there is nothing to find out. */
const LEAST = 576

/** Undefined where nobody asked for it, or there is nothing to measure. docs/protocol.md §3.7. */
export const measuringOf = (
  topology: Topology,
  gateway: Gateway,
  connections: readonly Connection[],
): Measuring | undefined => {
  const { monitor } = topology
  // What is one path too many is not measured: a gateway would refuse all that comes with it.
  const paths = connections.flatMap(connection => pathsOf(topology, gateway, connection)).slice(0, MAX_PATHS)
  if (monitor === undefined || paths.length === 0) return undefined
  const { every, influx, prometheus } = monitor
  const token = influx && tokenFor(topology, gateway, influx)
  const listen = prometheus && listenOf(prometheus.listen, gateway)
  // A database that would not let it in is not knocked at.
  const isPushing = influx !== undefined && (influx.token === undefined || token !== undefined)
  return {
    monitor: {
      every,
      paths,
      ...(prometheus && { prometheus: listen === undefined ? {} : { listen: socketText(listen) } }),
      ...(isPushing && { influx: { url: influx.url, ...(token && { token: TOKEN }) } }),
    },
    token,
  }
}

/** Only a box for the key that the gateway has now: any other would make it refuse everything. */
const tokenFor = (topology: Topology, gateway: Gateway, { token }: Influx): SealedBox | undefined => {
  const sealed = topology.sealed.find(({ name }) => name === token?.name)
  const isOpen = sealed?.boxes.some(box => box.gateway === gateway.name && box.to === gateway.keys?.seal)
  return isOpen ? boxFor(topology, gateway.name, sealed?.name ?? '', ['token']) : undefined
}

const socketText = ({ address, port }: AddressAndPort): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** The way below the tunnel, as its own packets go, then one through each CHILD SA. */
const pathsOf = (topology: Topology, gateway: Gateway, connection: Connection): MonitoredPath[] => {
  const { name, local, remote, children } = connection
  const tunnel = topology.tunnels.find(one => one.name === name)
  if (tunnel === undefined) return []
  const path = pathBetween(tunnel.ends)
  const below =
    local.address === undefined || remote.address === undefined
      ? []
      : [{ tunnel: name, from: local.address, to: remote.address, ...sized(path.mtu) }]
  return [...below, ...children.flatMap(child => insidePath(topology, gateway, tunnel, child, path))]
}

const insidePath = (
  topology: Topology,
  gateway: Gateway,
  tunnel: Tunnel,
  child: Child,
  path: EspPath,
): MonitoredPath[] => {
  const other = tunnel.ends.find(end => end.name !== gateway.name)
  const from = child.inside?.from ?? insideOf(topology, gateway.name, child.local)
  const to = child.inside?.to ?? insideOf(topology, other?.name, child.remote)
  if (from === undefined || to === undefined) return []
  return [{ tunnel: tunnel.name, child: child.name, from, to, ...sized(largestInner(tunnel.esp, path)) }]
}

/** An address of a gateway that stands for more than it has: where a hub speaks for all of private space. */
const insideOf = (topology: Topology, name: string | undefined, subnet: string): string | undefined => {
  const selector = parseCidr(subnet)
  const gateway = topology.gateways.find(one => one.name === name)
  if (gateway === undefined || selector === undefined) return undefined
  for (const network of gateway.networks) {
    const own = gateway.interfaces
      .find(one => one.name === network.interface)
      ?.addresses.map(hostOf)
      .find(host => contains(network.subnet, host) && contains(selector, host))
    if (own !== undefined) return formatAddress(own)
  }
  return undefined
}

const sized = (largest: number): { readonly largest?: number } =>
  Number.isInteger(largest) && largest >= LEAST ? { largest } : {}
