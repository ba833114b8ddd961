import type { Attachments } from './beside/attachments.ts'
import { readRevocationList } from './beside/revocation-list.ts'
import type { Document } from './document/document.ts'
import type { CodedFinding } from './finding.ts'
import { poolsOf, resolveAccess } from './resolve/access.ts'
import { networksOf } from './resolve/end-networks.ts'
import { resolveGateway } from './resolve/gateway.ts'
import { resolveHub } from './resolve/hub.ts'
import { resolveMesh } from './resolve/mesh.ts'
import { resolveMonitor } from './resolve/monitor.ts'
import { resolveRollout } from './resolve/operation.ts'
import { resolvePeer } from './resolve/peer.ts'
import { resolveRunner } from './resolve/runner.ts'
import type { Sites } from './resolve/sites.ts'
import { tooManyTunnels } from './resolve/size.ts'
import { resolveTunnel } from './resolve/tunnel.ts'
import { byName } from './sorting.ts'
import type { Topology } from './topology.ts'

/** A topology with every default and reference in its place, and the references that lead nowhere. */
export interface Resolution {
  readonly topology: Topology
  readonly findings: readonly CodedFinding[]
}

/** Fills in defaults and presets, follows references, sorts by name. What cannot be resolved is left out and reported. */
export const resolve = (document: Document, attachments: Attachments): Resolution => {
  const findings: CodedFinding[] = []
  const { network } = document
  const sites = sitesOf(document, attachments, findings)
  const privateSpace = document.private ?? []
  const each = <T, R>(map: Readonly<Record<string, T>> | undefined, resolved: (name: string, text: T) => R) =>
    Object.entries(map ?? {}).map(([name, text]) => resolved(name, text))
  const tooMany = tooManyTunnels(document, sites)
  if (tooMany !== undefined) findings.push(tooMany)
  const joins: Pick<Document, 'meshes' | 'hubs' | 'tunnels'> = tooMany === undefined ? document : {}
  const meshes = each(joins.meshes, (name, text) => resolveMesh(network, name, text, sites, findings))
  const hubs = each(joins.hubs, (name, text) =>
    resolveHub(network, privateSpace, name, text, sites, findings),
  )
  const tunnels = each(joins.tunnels, (name, text) => resolveTunnel(network, name, text, sites, findings))
  const access = each(document.access, (name, text) =>
    resolveAccess(name, text, sites, attachments, findings),
  )
  const groups = [...meshes, ...hubs]
  return {
    topology: {
      network,
      private: privateSpace,
      gateways: [...sites.gateways.values()].map(({ gateway }) => gateway).sort(byName),
      peers: [...sites.peers.values()].sort(byName),
      tunnels: [...tunnels, ...groups.flatMap(group => group.tunnels)]
        .filter(one => one !== undefined)
        .sort(byName),
      groups: groups.map(({ group }) => group).sort(byName),
      access: access.filter(one => one !== undefined).sort(byName),
      sealed: attachments.sealed,
      revocationLists: [...attachments.pki].flatMap(([path, pem]) => readRevocationList(path, pem) ?? []),
      monitor: resolveMonitor(document.monitor, sites, findings),
      rollout: resolveRollout(document.rollout, sites, findings),
    },
    findings,
  }
}

const sitesOf = (document: Document, { runners }: Attachments, findings: CodedFinding[]): Sites => ({
  gateways: new Map(
    Object.entries(document.gateways ?? {}).map(([name, text]) => {
      const runner = resolveRunner(name, text, document, runners)
      const access = document.access ?? {}
      const pools = Object.keys(access).filter(key => access[key]?.gateway === name)
      const gateway = { ...resolveGateway(name, text, pools, findings), runner }
      const networks = [...networksOf(gateway), ...poolsOf(access, name)]
      return [name, { text, gateway, networks }]
    }),
  ),
  peers: new Map(Object.entries(document.peers ?? {}).map(([name, text]) => [name, resolvePeer(name, text)])),
})
