import type { Access } from '../../../schema/topology/access.ts'
import { type Cidr, contains, formatCidr, networkOf } from '../../../schema/topology/address.ts'
import type { Gateway } from '../../../schema/topology/gateway.ts'
import { largestSegment } from '../../../schema/topology/knowledge/esp.ts'
import { type Family, familyOf } from './family.ts'

/** A subnet that clients have addresses from: a network behind the gateway as far as the firewall goes. */
export interface ClientPool {
  /** As `internet.masquerade` may name it: the access. */
  readonly name: string
  readonly subnet: string
  readonly cidr: Cidr
  readonly family: Family
  /** What TCP with clients is clamped to, in bytes; undefined when clamping is off. */
  readonly mss: number | undefined
}

/**
 * Bytes that reach a client nearly anywhere: mobile networks, DSL and hotel tunnels carry less than Ethernet. Nearly every
 * client sits behind a NAT, so ESP goes in UDP.
 */
const CLIENT_PATH = { mtu: 1400, udp: true } as const

/** The pools of an access; one that lies in the other counts once. */
export const clientPools = (access: Access, gateway: Gateway): ClientPool[] => {
  const { pool, dynamic } = access
  const apart = dynamic !== undefined && !(pool !== undefined && contains(pool, dynamic)) ? [dynamic] : []
  const underlay = gateway.interfaces.find(({ name }) => name === access.interface)?.mtu ?? CLIENT_PATH.mtu
  return [...(pool === undefined ? [] : [pool]), ...apart].map(written => {
    const cidr = networkOf(written)
    const family = familyOf(cidr)
    return {
      name: access.name,
      subnet: formatCidr(cidr),
      cidr,
      family,
      mss: mssOf(access, Math.min(CLIENT_PATH.mtu, underlay), family),
    }
  })
}

const mssOf = ({ mss, esp, address }: Access, mtu: number, family: Family): number | undefined => {
  if (mss === 'off') return undefined
  if (mss !== 'auto') return mss
  // A client may come over IPv6 unless the gateway answers on IPv4 only.
  const outer = address !== undefined && !address.includes(':') ? 20 : 40
  return largestSegment(esp, { mtu, udp: CLIENT_PATH.udp, outer }, family === 6 ? 40 : 20)
}
