import type { Rule } from '../finding.ts'
import type { Gateway } from '../gateway.ts'
import type { Topology } from '../topology.ts'

/** Echo requests a second of one gateway, beyond which measuring is work that shows: each is a process woken three times. */
const MOST_A_SECOND = 500

/** Paths that one gateway measures at most: `docs/protocol.md` §3.7. */
const MOST_PATHS = 4096

/** A gateway that would be kept busy by measuring. */
export const monitorLoad: Rule = {
  code: 'monitor-load',
  level: 'error or warning',
  trap: {
    when: 'a gateway has so many tunnels and networks that `monitor.every` asks for more than 500 packets a second, or so many that nobody measures them all (4096)',
    observe: 'a core of the gateway is busy with measuring, and what it measures is itself',
    why: 'each pair of networks is a path of its own, and each path is asked once in every interval',
    write: 'a longer `monitor.every`, such as 10s',
  },
  *check(topology) {
    const { monitor } = topology
    if (monitor === undefined) return
    for (const gateway of topology.gateways) {
      const paths = pathsOf(topology, gateway)
      const least = Math.ceil(paths / MOST_A_SECOND)
      if (paths > MOST_PATHS)
        yield {
          severity: 'error',
          at: monitor.at,
          onKey: true,
          message: `${gateway.name} would have ${paths} paths to measure, and ${MOST_PATHS} is the most`,
          hint: `bring fewer networks into its tunnels, or take monitor out`,
        }
      else if (monitor.every < least)
        yield {
          severity: 'warning',
          at: [...monitor.at, 'every'],
          message: `${gateway.name} would send ${Math.round(paths / monitor.every)} packets a second to measure its ${paths} paths`,
          hint: `write every: ${least}s or more`,
        }
    }
  },
}

/** One below each tunnel, and at most one for each pair of its networks. */
const pathsOf = ({ tunnels }: Topology, { name }: Gateway): number =>
  tunnels
    .filter(({ ends }) => ends.some(end => end.kind === 'gateway' && end.name === name))
    .reduce((sum, { ends: [a, b] }) => sum + 1 + a.networks.length * b.networks.length, 0)
