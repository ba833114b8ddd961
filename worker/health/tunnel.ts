import type { KeptEnd, KeptTunnel } from '../picture/kept-picture.ts'
import { once } from '../rollout/once.ts'
import type { Facts, Heard, Metered } from './facts.ts'
import { patienceOf } from './facts.ts'
import { healthOfLoss, isInside, type Loss, lossOf } from './loss.ts'
import { type Health, worstFirst, worstOf } from './tone.ts'

/** One CHILD SA as an end says it is. */
export interface ChildLine {
  readonly name: string
  readonly state: 'up' | 'trap' | 'down'
}

/** A tunnel as one of its gateways sees it. */
export interface TunnelEnd extends KeptEnd {
  readonly health: Health
  readonly children: readonly ChildLine[]
  /** A gateway that is asked to measure, as far as anybody knows. */
  readonly measures: boolean
  readonly inside: Loss | undefined
  readonly underlay: Loss | undefined
  /** Mean round trip inside in milliseconds; undefined where nothing came back, or nobody measures. */
  readonly rtt: number | undefined
}

export interface TunnelLine {
  readonly name: string
  readonly group: string | undefined
  readonly health: Health
  /** It is sick only by the silence of a gateway, which that gateway's own line says. */
  readonly echo: boolean
  readonly ends: readonly TunnelEnd[]
}

/** What wants a person first, and before what only says again how a gateway is. */
export const worstTunnelFirst = (
  a: Pick<TunnelLine, 'health' | 'echo'>,
  b: Pick<TunnelLine, 'health' | 'echo'>,
): number => worstFirst(a.health, b.health) || Number(a.echo) - Number(b.echo)

/** Every tunnel of the network in sight, by name, with how it is. */
export const tunnelsOf = (facts: Facts): TunnelLine[] =>
  (facts.picture?.tunnels ?? []).map(tunnel => tunnelLine(facts, tunnel))

/** One of them; undefined when the network has none of that name. */
export const tunnelNamed = (facts: Facts, name: string): TunnelLine | undefined => {
  const tunnel = facts.picture?.tunnels.find(one => one.name === name)
  return tunnel && tunnelLine(facts, tunnel)
}

/** Tunnels of one gateway. */
export const tunnelsAt = (facts: Facts, gateway: string): TunnelLine[] =>
  (facts.picture?.tunnels ?? [])
    .filter(({ ends }) => ends.some(({ kind, name }) => kind === 'gateway' && name === gateway))
    .map(tunnel => tunnelLine(facts, tunnel))

const tunnelLine = (facts: Facts, { name, group, ends }: KeptTunnel): TunnelLine => {
  const lines = ends.map(end => endLine(facts, name, end))
  const ours = lines.filter(({ kind }) => kind === 'gateway').map(({ health }) => health)
  const sick = ours.filter(({ tone }) => tone === 'sick')
  return {
    name,
    group,
    health: worstOf(ours) ?? { tone: 'wait', word: 'unknown' },
    echo: sick.length > 0 && sick.every(health => health === SILENT),
    ends: lines,
  }
}

/** By tunnel: a gateway of a mesh has hundreds, and a page goes through them all. */
const pathsOf = once(({ paths }: Metered) => Map.groupBy(paths, ({ tunnel }) => tunnel))
const childrenOf = once(({ report }: Heard) => Map.groupBy(report.children, ({ connection }) => connection))

const endLine = (facts: Facts, tunnel: string, end: KeptEnd): TunnelEnd => {
  const heard = end.kind === 'gateway' ? facts.heard.get(end.name) : undefined
  const metered = end.kind === 'gateway' ? facts.metered.get(end.name) : undefined
  const isFresh = metered !== undefined && facts.now - metered.received < patienceOf(facts)
  const paths = isFresh ? (pathsOf(metered).get(tunnel) ?? []) : []
  const inside = paths.filter(isInside)
  const children = ((heard && childrenOf(heard).get(tunnel)) ?? []).map(({ child, state }) => ({
    name: child,
    state,
  }))
  const loss = lossOf(inside)
  return {
    ...end,
    children,
    measures: end.kind === 'gateway' && facts.picture?.measured !== false,
    inside: loss,
    underlay: lossOf(paths.filter(path => !isInside(path))),
    rtt: meanOf(inside.flatMap(({ rtt }) => rtt?.mean ?? [])),
    health: endHealth(facts, end, heard?.received, children, loss),
  }
}

const meanOf = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + number, 0) / numbers.length

const SILENT: Health = { tone: 'sick', word: 'not heard of' }

const endHealth = (
  facts: Facts,
  { kind }: KeptEnd,
  received: number | undefined,
  children: readonly ChildLine[],
  loss: Loss | undefined,
): Health => {
  if (kind === 'peer') return { tone: 'wait', word: 'run by somebody else' }
  if (received === undefined) return { tone: 'wait', word: 'nothing heard yet' }
  if (facts.now - received > patienceOf(facts)) return SILENT
  const down = children.filter(({ state }) => state === 'down').length
  if (down > 0)
    return { tone: 'sick', word: down === children.length ? 'down' : `${down} of ${children.length} down` }
  if (children.length === 0) return { tone: 'wait', word: 'not set up yet' }
  const lossy = healthOfLoss(loss)
  if (lossy !== undefined) return lossy
  return children.some(({ state }) => state === 'up')
    ? { tone: 'well', word: 'up' }
    : { tone: 'wait', word: 'waits for traffic' }
}

/** How many tunnels a gateway is an end of, and of how many all CHILD SAs are up or wait for traffic, as it says. */
export interface TunnelsUp {
  readonly up: number
  readonly all: number
}

/** By gateway; without those that have no tunnel. */
export const tunnelsUp = (facts: Facts): ReadonlyMap<string, TunnelsUp> => {
  const sums = new Map<string, TunnelsUp>()
  for (const { name: tunnel, ends } of facts.picture?.tunnels ?? [])
    for (const gateway of new Set(ends.flatMap(({ kind, name }) => (kind === 'gateway' ? name : [])))) {
      const heard = facts.heard.get(gateway)
      const children = (heard && childrenOf(heard).get(tunnel)) ?? []
      const isUp = children.length > 0 && children.every(({ state }) => state !== 'down')
      const { up, all } = sums.get(gateway) ?? { up: 0, all: 0 }
      sums.set(gateway, { up: up + (isUp ? 1 : 0), all: all + 1 })
    }
  return sums
}
