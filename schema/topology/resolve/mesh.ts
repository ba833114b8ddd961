import type { MeshText } from '../document/tunnel.ts'
import type { CodedFinding } from '../finding.ts'
import { byName } from '../sorting.ts'
import type { Path } from '../topology.ts'
import type { Group, Tunnel } from '../tunnel.ts'
import { linked } from './link.ts'
import { members } from './members.ts'
import type { Sites } from './sites.ts'

/** Every pair of a mesh's gateways as a tunnel `<mesh>-<gateway>-<gateway>`. */
export const resolveMesh = (
  network: string,
  name: string,
  text: MeshText,
  sites: Sites,
  findings: CodedFinding[],
): { group: Group; tunnels: Tunnel[] } => {
  const at: Path = ['meshes', name]
  const { gateways, via, start, ...settings } = text
  const halves = members(network, at, 'gateways', gateways, via, sites, findings).sort(byName)
  const tunnels = halves.flatMap((first, index) =>
    halves.slice(index + 1).flatMap(second => {
      const what = {
        at,
        name: `${name}-${first.name}-${second.name}`,
        origin: { kind: 'mesh', name },
      } as const
      return linked(what, [first, second], { settings, start }, findings) ?? []
    }),
  )
  const group: Group = { at, kind: 'mesh', name, hub: undefined, members: halves.map(half => half.name) }
  return { group, tunnels }
}
