import type { Cidr } from '../address.ts'
import type { HubText } from '../document/tunnel.ts'
import type { CodedFinding } from '../finding.ts'
import { byName } from '../sorting.ts'
import type { Path } from '../topology.ts'
import type { Group, Tunnel } from '../tunnel.ts'
import { summaryOf } from './end-networks.ts'
import { linked } from './link.ts'
import { members } from './members.ts'
import type { Sites } from './sites.ts'

/**
 * Every spoke's tunnel `<hub>-<spoke>`. The spokes begin. With transit the hub speaks for all of private space, so that spokes
 * reach one another through it and a new spoke changes nothing on the others.
 */
export const resolveHub = (
  network: string,
  privateSpace: readonly Cidr[],
  name: string,
  text: HubText,
  sites: Sites,
  findings: CodedFinding[],
): { group: Group; tunnels: Tunnel[] } => {
  const at: Path = ['hubs', name]
  const { hub, spokes, via, transit = true, start, ...settings } = text
  const [centre] = members(network, at, 'hub', [hub], via, sites, findings)
  const halves = members(network, at, 'spokes', spokes, via, sites, findings).sort(byName)
  if (transit && privateSpace.length === 0) findings.push(nothingPrivate(at))
  const networks = centre && (transit ? summaryOf(privateSpace, centre.networks, at) : centre.networks)
  const tunnels = halves.flatMap(spoke => {
    if (centre === undefined || networks === undefined) return []
    if (spoke.name === centre.name) return []
    const what = { at, name: `${name}-${spoke.name}`, origin: { kind: 'hub', name } } as const
    const link = { settings, start, initiator: spoke.name }
    return linked(what, [{ ...centre, networks }, spoke], link, findings) ?? []
  })
  const joined = halves.map(half => half.name).filter(one => one !== hub)
  return { group: { at, kind: 'hub', name, hub, members: [hub, ...joined].sort() }, tunnels }
}

const nothingPrivate = (at: Path): CodedFinding => ({
  code: 'missing-key',
  severity: 'error',
  at,
  onKey: true,
  because: [['private']],
  message: 'spokes would not reach one another: nothing says which private space lies behind the hub',
  hint: 'write private: [10.0.0.0/8] at the top, or transit: false for spokes that reach only the hub',
})
