import { needsOf } from '../../schema/topology/beside/needs.ts'
import type { Topology } from '../../schema/topology/topology.ts'
import { CommandError } from '../command-error.ts'

/** The gateways that a secret is sealed for, with their public seal keys. Throws a CommandError for one that is not there or has no key yet. */
export const recipientsOf = (topology: Topology, gateways: readonly string[]): Map<string, string> =>
  new Map(
    gateways.map(name => {
      const gateway = topology.gateways.find(one => one.name === name)
      if (gateway === undefined)
        throw new CommandError(
          'usage',
          `the topology has no gateway ${name}`,
          `there are ${topology.gateways.map(one => one.name).join(', ') || 'none'}`,
        )
      if (gateway.keys === undefined)
        throw new CommandError(
          'problems',
          `nothing can be sealed for ${name}: it is not enrolled, so it has no key`,
          `run cygnet gateway add ${name}, then cygnet-runner enroll - on it, and merge the pull request that follows`,
        )
      return [name, gateway.keys.seal] as const
    }),
  )

/** The gateways that need a secret by what the topology says of it; empty when nothing names it. */
export const gatewaysThatNeed = (topology: Topology, secret: string): string[] => [
  ...(needsOf(topology).find(need => need.secret === secret)?.gateways ?? []),
]
