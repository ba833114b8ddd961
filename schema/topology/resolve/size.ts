import type { Document } from '../document/document.ts'
import type { CodedFinding } from '../finding.ts'
import { MAX_CHILD_SAS, MAX_TUNNELS } from '../limits.ts'
import { own } from '../own.ts'
import type { Path } from '../topology.ts'
import type { Sites } from './sites.ts'

/** What something in the text stands for: a line can be a mesh of a thousand. */
interface Weight {
  readonly at: Path
  readonly tunnels: number
  readonly childSas: number
}

/**
 * A finding when the text stands for more tunnels, or pairs of networks, than are compiled; counted without making one.
 * It points at what weighs most.
 */
export const tooManyTunnels = (document: Document, sites: Sites): CodedFinding | undefined => {
  const weights = [
    ...meshWeights(document, sites),
    ...hubWeights(document, sites),
    ...tunnelWeights(document, sites),
  ]
  const tunnels = weights.reduce((sum, weight) => sum + weight.tunnels, 0)
  const childSas = weights.reduce((sum, weight) => sum + weight.childSas, 0)
  if (tunnels <= MAX_TUNNELS && childSas <= MAX_CHILD_SAS) return undefined
  const heaviest = weights.reduce((a, b) => (b.childSas + b.tunnels > a.childSas + a.tunnels ? b : a))
  return {
    code: 'network-size',
    severity: 'error',
    at: heaviest.at,
    onKey: true,
    message:
      tunnels > MAX_TUNNELS
        ? `gateways would spend their time on keeping tunnels up: this network has ${tunnels} of them, and ${MAX_TUNNELS} are the most that is compiled`
        : `gateways would spend their time on rekeying: this network has ${childSas} pairs of networks, and ${MAX_CHILD_SAS} are the most that is compiled`,
    hint: 'join sites through hubs instead of a mesh, and write one subnet for networks that lie side by side',
  }
}

const meshWeights = ({ meshes = {} }: Document, sites: Sites): Weight[] =>
  Object.entries(meshes).map(([name, { gateways }]) => {
    const counts = gateways.map(gateway => networksAt(sites, gateway))
    const sum = counts.reduce((a, b) => a + b, 0)
    const squares = counts.reduce((a, b) => a + b * b, 0)
    return {
      at: ['meshes', name],
      tunnels: (gateways.length * (gateways.length - 1)) / 2,
      childSas: (sum * sum - squares) / 2,
    }
  })

const hubWeights = ({ hubs = {}, private: hidden = [] }: Document, sites: Sites): Weight[] =>
  Object.entries(hubs).map(([name, { hub, spokes, transit = true }]) => {
    const inner = transit ? hidden.length : networksAt(sites, hub)
    const outer = spokes.reduce((sum, spoke) => sum + networksAt(sites, spoke), 0)
    return { at: ['hubs', name], tunnels: spokes.length, childSas: inner * outer }
  })

const tunnelWeights = ({ tunnels = {} }: Document, sites: Sites): Weight[] =>
  Object.entries(tunnels).map(([name, { between, networks = {} }]) => ({
    at: ['tunnels', name],
    tunnels: 1,
    childSas: Object.keys(between)
      .map(end => own(networks, end)?.length ?? networksAt(sites, end))
      .reduce((a, b) => a * b, 1),
  }))

const networksAt = (sites: Sites, name: string): number =>
  sites.gateways.get(name)?.networks.length ?? sites.peers.get(name)?.networks.length ?? 1
