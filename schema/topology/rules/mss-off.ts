import { largestSegment } from '../esp.ts'
import type { Rule } from '../finding.ts'
import type { Topology, Tunnel } from '../topology.ts'

/** TCP that is left to find out by itself how much less a tunnel carries. */
export const mssOff: Rule = {
  code: 'mss-off',
  *check(topology) {
    for (const tunnel of topology.tunnels) {
      const room = segmentThrough(topology, tunnel)
      if (tunnel.mss === 'auto' || (tunnel.mss !== 'off' && tunnel.mss <= room)) continue
      const why =
        tunnel.mss === 'off'
          ? 'nothing clamps the segment size'
          : `a segment of ${tunnel.mss} bytes does not fit`
      yield {
        severity: 'warning',
        at: [...tunnel.at, 'mss'],
        message: `small answers come and large ones hang wherever ICMP is filtered: ${why}, and this tunnel leaves room for ${room} bytes`,
        hint: `write mss: auto, or ${room} or less`,
      }
    }
  },
}

const segmentThrough = (topology: Topology, { ends, esp }: Tunnel): number => {
  const mtu = Math.min(...ends.map(end => mtuOf(topology, end.gateway, end.interface)))
  const outer = ends[0].address.includes(':') ? 40 : 20
  return largestSegment(esp, { mtu, udp: ends.some(end => end.encap), outer })
}

const mtuOf = (topology: Topology, gateway: string, name: string): number =>
  topology.gateways.find(one => one.name === gateway)?.interfaces.find(one => one.name === name)?.mtu ?? 1500
