import { type Finding, shellWord, type Trap } from '../finding.ts'
import type { Path } from '../host-facts.ts'

/** A path that carries less than is sent over it. */
export const mtu: Trap = ({ paths }) =>
  paths.flatMap((path): Finding[] => {
    const { kind, name, from, to, wanted, carries } = path
    if (carries === undefined || carries >= wanted) return []
    const where = kind === 'tunnel' ? `through the tunnel ${name}` : `below the tunnel ${name}`
    return [
      {
        code: 'mtu',
        observed:
          'connections open and hang as soon as much is sent: SSH at key exchange, web pages half way',
        why: `${where}, from ${from} to ${to}, ${wanted} bytes should pass in one packet; the longest that does has ${carries}; what mends it lasts until a reboot: write \`${kind === 'tunnel' ? `mss: ${mssOf(path, carries)}` : `mtu: ${carries}`}\` into the topology`,
        mend: mendOf(path, carries),
      },
    ]
  })

/** What is left for TCP beside its own and the IP header. */
const mssOf = ({ to }: Path, carries: number): number => carries - (to.includes(':') ? 60 : 40)

const mendOf = (path: Path, carries: number): string => {
  const { to, via } = path
  if (via !== undefined) return `ip link set dev ${shellWord(via)} mtu ${carries}`
  const tool = to.includes(':') ? 'ip6tables' : 'iptables'
  return `${tool} -t mangle -I FORWARD 1 -p tcp --tcp-flags SYN,RST SYN -m policy --dir out --pol ipsec -j TCPMSS --set-mss ${mssOf(path, carries)}`
}
