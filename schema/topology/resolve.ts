import type { Document } from './document.ts'
import type { CodedFinding } from './finding.ts'
import { resolveGateway } from './resolve-gateway.ts'
import { resolveTunnel } from './resolve-tunnel.ts'
import { byName } from './sorting.ts'
import type { Rollout, Topology } from './topology.ts'

/** A topology with every default and reference in its place, and the references that lead nowhere. */
export interface Resolution {
  readonly topology: Topology
  readonly findings: readonly CodedFinding[]
}

/** Fills in defaults and presets, follows references, sorts by name. What cannot be resolved is left out and reported. */
export const resolve = (document: Document): Resolution => {
  const findings: CodedFinding[] = []
  const sites = new Map(
    Object.entries(document.gateways ?? {}).map(([name, text]) => [
      name,
      { text, gateway: resolveGateway(name, text, findings) },
    ]),
  )
  const tunnels = Object.entries(document.tunnels ?? {}).flatMap(
    ([name, text]) => resolveTunnel(name, text, sites, findings) ?? [],
  )
  return {
    topology: {
      network: document.network,
      private: document.private ?? [],
      gateways: [...sites.values()].map(({ gateway }) => gateway).sort(byName),
      tunnels: tunnels.sort(byName),
      rollout: resolveRollout(document.rollout),
    },
    findings,
  }
}

const resolveRollout = (text: Document['rollout']): Rollout => ({
  approvers: {
    permission: text?.approvers?.permission ?? 'maintain',
    users: [...new Set(text?.approvers?.users)].sort(),
    self: text?.approvers?.self ?? false,
  },
  every: text?.schedule?.every ?? 60,
})
