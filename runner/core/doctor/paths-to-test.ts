import type { Bundle } from '../../../schema/wire/bundle.ts'
import type { ChildState } from '../../../schema/wire/child-state.ts'
import type { Facts } from '../drift/connections.ts'
import type { SeenInterface } from '../drift/kernel.ts'
import { readTables } from '../kernel/firewall-text.ts'
import type { Path } from './host-facts.ts'
import { covers } from './subnet.ts'

/** Paths that are tested at most: each takes seconds when it is broken. */
export const MOST_PATHS = 16

/** A path before it was tried. */
export type Untried = Omit<Path, 'carries'>

/** From inside address to inside address of each tunnel that is up, with the size that the clamp leaves TCP. */
export const tunnelPaths = (bundle: Bundle, children: readonly ChildState[]): Untried[] => {
  const up = new Set(
    children.filter(({ state }) => state === 'up').map(key => `${key.connection}/${key.child}`),
  )
  return bundle.probes.connections.flatMap(({ connection, inside }) =>
    inside.flatMap(({ child, from, to }): Untried[] => {
      const name = `${connection}/${child}`
      const wanted = largestInner(bundle, from, to)
      return up.has(name) && wanted !== undefined
        ? [{ kind: 'tunnel', name, from, to, via: undefined, wanted }]
        : []
    }),
  )
}

/** From outside address to outside address of each connection, with the MTU of the interface. */
export const underlayPaths = (
  wanted: ReadonlyMap<string, Facts>,
  interfaces: readonly SeenInterface[],
): Untried[] =>
  [...wanted].flatMap(([name, facts]): Untried[] => {
    const [from, to] = [facts.get('local_addrs') ?? '', facts.get('remote_addrs') ?? '']
    if (!/^[0-9a-f.:]+$/i.test(from) || !/^[0-9a-f.:]+$/i.test(to)) return []
    const via = interfaces.find(({ addresses }) => addresses.some(address => address.split('/')[0] === from))
    return via === undefined || via.mtu <= 0
      ? []
      : [{ kind: 'underlay', name, from, to, via: via.name, wanted: via.mtu }]
  })

/** The longest packet that the generation expects to pass a tunnel: the MSS of its clamp and the headers around it. */
const largestInner = (bundle: Bundle, from: string, to: string): number | undefined => {
  const family = to.includes(':') ? 'v6' : 'v4'
  const file = bundle.files.find(({ path }) => path === `/etc/cygnet/iptables.${family}`)
  const text = (file?.content ?? []).filter(piece => typeof piece === 'string').join('')
  const mangle = readTables(text).find(({ name }) => name === 'mangle')
  for (const { spec } of mangle?.rules ?? []) {
    const [, source, destination, mss] = /-s (\S+) .*-d (\S+) .*--set-mss (\d+)/.exec(`${spec} `) ?? []
    if (source === undefined || destination === undefined || mss === undefined) continue
    if (covers(source, from) && covers(destination, to)) return Number(mss) + (family === 'v6' ? 60 : 40)
  }
  return undefined
}

/** Bytes below which nothing is tried: every path of the internet carries this much. */
const SHORTEST = { v4: 576, v6: 1280 } as const

/**
 * The longest packet up to `wanted` that passes, by bisection; undefined when not even the shortest does, which is no
 * question of size. A lost packet is no proof: each size is tried twice.
 */
export const longestThatPasses = async (
  { to, wanted }: Pick<Path, 'to' | 'wanted'>,
  passes: (bytes: number) => Promise<boolean>,
): Promise<number | undefined> => {
  const passesOnce = async (bytes: number): Promise<boolean> => (await passes(bytes)) || (await passes(bytes))
  if (await passesOnce(wanted)) return wanted
  let carries: number = Math.min(to.includes(':') ? SHORTEST.v6 : SHORTEST.v4, wanted)
  if (!(await passesOnce(carries))) return undefined
  for (let tooLong = wanted; tooLong - carries > 1; ) {
    const middle = Math.floor((carries + tooLong) / 2)
    if (await passesOnce(middle)) carries = middle
    else tooLong = middle
  }
  return carries
}
