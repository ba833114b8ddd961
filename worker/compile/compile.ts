import type { ValidTopology } from '../../schema/topology/topology.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { bundleOf } from './bundle.ts'
import { hostConfigOf, isEnrolled } from './host/host-config.ts'

/**
 * One bundle for each enrolled gateway, sorted by gateway. Pure: the same topology gives the same bytes on any machine
 * and any day. A gateway without keys gets none, because there is nobody yet who could fetch it and report.
 */
export const compile = (topology: ValidTopology): Bundle[] =>
  topology.gateways
    .filter(isEnrolled)
    .map(gateway => bundleOf(hostConfigOf(topology, gateway)))
    .sort((a, b) => (a.gateway < b.gateway ? -1 : 1))
