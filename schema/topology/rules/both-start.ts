import type { Finding, Rule } from '../finding.ts'
import type { Topology } from '../topology.ts'
import type { StartAction, Tunnel } from '../tunnel.ts'
import { oncePerPlace } from './once.ts'

/** Two ends, or two mechanisms of one end, that bring the same SA up twice. */
export const bothStart: Rule = {
  code: 'both-start',
  level: 'error',
  trap: {
    when: 'both ends of a tunnel start it, or a trap stands together with a dead-peer or close action that starts it again',
    observe: 'two IKE SAs, or two CHILD SAs for one pair of networks, and traffic that takes either',
    why: 'each side begins without waiting for the other, and a trap already brings a lost SA back with the next packet',
    write:
      'write `start: trap` for both ends: one of them begins by itself; leave `dpd.action` and `close` out',
  },
  *check(topology) {
    yield* oncePerPlace(doubled(topology))
  },
}

function* doubled({ tunnels }: Topology): Iterable<Finding> {
  for (const tunnel of tunnels) {
    const [first, second] = tunnel.ends
    if (begins(first.start) && begins(second.start))
      yield {
        severity: 'error',
        at: [...tunnel.at, 'start'],
        message: `two IKE SAs come up side by side, and traffic takes either: ${first.name} and ${second.name} both start this tunnel`,
        hint: 'write start: trap; one end then begins by itself, and either brings it back',
      }
    yield* restarted(tunnel)
  }
}

function* restarted({ at, ends, dpd, close }: Tunnel): Iterable<Finding> {
  const trap = ends.find(end => end.kind === 'gateway' && end.start.startsWith('trap'))
  if (trap === undefined) return
  const finding = (key: string, action: string): Finding => ({
    severity: 'error',
    at: [...at, ...key.split('.')],
    message: `the same CHILD SA comes up twice after each loss: the trap on ${trap.name} brings it back with the next packet, and ${key}: ${action} does so beside it`,
    hint: `leave ${key} out: what fits the trap is chosen by itself`,
  })
  if (dpd.action === 'restart') yield finding('dpd.action', 'restart')
  if (close === 'start') yield finding('close', 'start')
}

const begins = (start: StartAction): boolean => start === 'start' || start === 'trap|start'
