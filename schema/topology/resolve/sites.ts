import type { GatewayText } from '../document/gateway.ts'
import type { CodedFinding } from '../finding.ts'
import type { Gateway } from '../gateway.ts'
import { unknownReference } from '../knowledge/reference.ts'
import type { Path } from '../topology.ts'
import type { EndNetwork, Peer } from '../tunnel.ts'

/** What tunnels and accesses may refer to, each as written and as resolved. */
export interface Sites {
  readonly gateways: ReadonlyMap<string, Site>
  readonly peers: ReadonlyMap<string, Peer>
}

export interface Site {
  readonly text: GatewayText
  readonly gateway: Gateway
  /** What it brings into tunnels: its networks, and the pools of its accesses. */
  readonly networks: readonly EndNetwork[]
}

/** The gateway of that name; undefined when there is none, which the findings then say at `at`. */
export const siteAt = (
  sites: Sites,
  name: string,
  at: Path,
  onKey: boolean,
  findings: CodedFinding[],
): Site | undefined => {
  const site = sites.gateways.get(name)
  if (site === undefined)
    findings.push({
      ...unknownReference(at, name, 'gateway', [...sites.gateways.keys()], [['gateways', name]]),
      onKey,
    })
  return site
}

/** The gateway's interface by its key; undefined when there is none, which the findings then say at `at`. */
export const interfaceAt = (
  { text, gateway }: Site,
  key: string,
  at: Path,
  findings: CodedFinding[],
): Gateway['interfaces'][number] | undefined => {
  const found = gateway.interfaces.find(one => one.at.at(-1) === key)
  if (found === undefined)
    findings.push(
      unknownReference(at, key, `interface of ${gateway.name}`, Object.keys(text.interfaces), [
        ['gateways', gateway.name, 'interfaces', key],
      ]),
    )
  return found
}
