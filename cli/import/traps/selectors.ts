import type { Problem } from '../../../schema/problem.ts'
import { contains, formatCidr, hasHostBits, overlaps } from '../../../schema/topology/address.ts'
import { isForClients } from '../model/connection.ts'
import { isEverything, isHost, selectorOf, selectorsOf } from '../model/selector.ts'
import { notExpressed, remark } from '../word.ts'
import type { Trap } from './trap.ts'

/** Subnets with host bits, which every program masks in silence. */
export const selectorHostBits: Trap = function* ({ connections }) {
  const seen = new Set<string>()
  const words = connections
    .flatMap(({ children }) => children)
    .flatMap(({ local, remote }) => [...local, ...remote])
  for (const { word, written, subnet } of selectorsOf(words)) {
    const key = JSON.stringify(word.place)
    if (!hasHostBits(written) || seen.has(key)) continue
    seen.add(key)
    yield remark('selector-host-bits', 'warning', word.place, {
      message: `the tunnel carries ${formatCidr(subnet)} and not what is written here: strongSwan and the kernel mask the host bits without a word`,
      hint: `mended: ${formatCidr(subnet)} stands in the topology`,
      value: word.text,
    })
  }
}

/** Selectors that are no subnet: ranges, ports, groups. */
export const selectorSyntax: Trap = function* ({ connections }) {
  const words = connections
    .flatMap(({ children }) => children)
    .flatMap(({ local, remote }) => [...local, ...remote])
  const seen = new Set<string>()
  for (const word of words) {
    const key = JSON.stringify(word.place)
    if (selectorOf(word) === undefined && !seen.has(key))
      yield notExpressed(
        word,
        'this selector is no subnet, and tunnels here carry whole subnets',
        'write the subnet that is meant into the topology',
      )
    seen.add(key)
  }
}

/** Clients whose addresses lie inside a site, and sites that overlap. */
export const selectorOverlap: Trap = function* ({ connections }) {
  const tunnels = connections.filter(connection => !isForClients(connection))
  const here = selectorsOf(tunnels.flatMap(({ children }) => children.flatMap(({ local }) => local)))
  const there = selectorsOf(tunnels.flatMap(({ children }) => children.flatMap(({ remote }) => remote)))
  for (const pool of selectorsOf(connections.flatMap(({ pool }) => pool))) {
    const site = [...here, ...there].find(({ subnet }) => contains(subnet, pool.subnet))
    if (site !== undefined && !isEverything(site))
      yield remark('selector-overlap', 'error', pool.word.place, {
        message: `hosts of the site ask the wire for ${pool.word.text} and get no answer: a client's address lies inside ${formatCidr(site.subnet)}, which ${site.word.place.file}:${site.word.place.line} says is a network`,
        hint: 'it stays as it is in the topology: give clients a subnet of their own, such as 10.255.0.0/24',
        value: pool.word.text,
      })
  }
  for (const { children } of tunnels) yield* overlapping(children)
}

/** A network that the tunnel speaks for and that no interface has, beside interfaces whose networks no tunnel speaks for. */
export const selectorUnrouted: Trap = function* ({ connections, interfaces }) {
  const tunnels = connections.filter(connection => connection.loaded && !isForClients(connection))
  const local = selectorsOf(tunnels.flatMap(({ children }) => children.flatMap(({ local }) => local)))
  const inside = interfaces.filter(({ vlan, toInternet }) => vlan === undefined && !toInternet)
  const own = selectorsOf(
    inside.flatMap(({ addresses, ownNat }) => [...addresses, ...(ownNat === undefined ? [] : [ownNat])]),
  )
  const lonely = own.find(
    one =>
      !isHost(one) &&
      one.subnet.address.range() === 'private' &&
      !local.some(({ subnet }) => overlaps(subnet, one.subnet)),
  )
  const seen = new Set<string>()
  for (const { word, subnet } of local) {
    const key = JSON.stringify(word.place)
    if (lonely === undefined || seen.has(key) || own.some(one => overlaps(one.subnet, subnet))) continue
    seen.add(key)
    yield remark('selector-unrouted', 'warning', word.place, {
      message: `the tunnel comes up and nobody behind it answers: no interface here has an address in ${formatCidr(subnet)}, and ${formatCidr(lonely.subnet)}, which one has, is in no tunnel`,
      hint: 'one of the two is written wrong; it stays as it is in the topology, behind a made-up interface',
      value: word.text,
    })
  }
}

function* overlapping(
  children: readonly {
    readonly local: Parameters<typeof selectorsOf>[0]
    readonly remote: Parameters<typeof selectorsOf>[0]
  }[],
): Iterable<Problem> {
  for (const { local, remote } of children)
    for (const ours of selectorsOf(local))
      for (const theirs of selectorsOf(remote)) {
        if (!overlaps(ours.subnet, theirs.subnet) || isEverything(ours) || isEverything(theirs)) continue
        yield remark('selector-overlap', 'error', theirs.word.place, {
          message: `hosts of one site never reach the other: ${formatCidr(theirs.subnet)} is on both sides of the tunnel, by ${ours.word.text} here`,
          hint: 'it stays as it is in the topology, and is refused there: renumber one of the two',
          value: theirs.word.text,
        })
      }
}
