import { contains } from '../../schema/topology/address.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import type { Lab } from './lab.ts'
import { WEB_ADDRESS } from './network/internet.ts'
import { bare, freeFrom, nth, written } from './network/numbers.ts'
import { eventually } from './patience.ts'
import { reaches } from './transfer.ts'

/** One claim about a network, and whether its lab bears it out. */
export interface Finding {
  readonly claim: string
  readonly holds: boolean
}

interface End {
  readonly gateway: string
  readonly name: string
  readonly address: string
  readonly masqueraded: boolean
}

/** Milliseconds in which a tunnel has to come up when somebody wants through. */
const TUNNEL_LIMIT = 30_000

/**
 * Asks a running lab whether the network does what its topology means: every pair of networks that should talk does,
 * with packets of any size; every pair that should not does not; masqueraded networks reach the internet; private
 * addresses never show on an internet wire.
 */
export const rehearse = async function* (lab: Lab, topology: ValidTopology): AsyncGenerator<Finding> {
  const ends = endsOf(topology)
  const leaks = await lab.capture({ where: 'internet', filter: privateSpace(topology) })
  for (const from of ends)
    for (const to of ends)
      if (from.gateway !== to.gateway) yield* pair(lab, from, to, joined(topology, from.gateway, to.gateway))
  for (const end of ends.filter(({ masqueraded }) => masqueraded)) {
    const page = await lab.host(end.name).exec(['curl', '-sS', '-m', '10', `http://${WEB_ADDRESS}/`])
    yield { claim: `${end.name} reaches the internet`, holds: page.code === 0 }
  }
  for (const end of ends)
    for (const space of topology.private)
      await reaches(lab.host(end.name), bare(nth(space, 2 ** (32 - space.prefix) - 2)))
  const seen = await leaks.stop()
  yield { claim: 'no private packet left by an internet interface', holds: seen.length === 0 }
}

async function* pair(lab: Lab, from: End, to: End, should: boolean): AsyncGenerator<Finding> {
  const ask = async (): Promise<true | undefined> =>
    (await reaches(lab.host(from.name), to.address)) || undefined
  if (!should) {
    yield { claim: `${from.name} does not reach ${to.name}`, holds: (await ask()) === undefined }
    return
  }
  const up = await eventually(`${from.name} reaches ${to.name}`, TUNNEL_LIMIT, ask).catch(() => false)
  yield { claim: `${from.name} reaches ${to.name}`, holds: up }
  if (!up) return
  const sent = await lab.transfer({ from: from.name, to: to.name, bytes: 300_000, timeout: 60_000 }).then(
    () => true,
    () => false,
  )
  yield { claim: `full packets pass from ${from.name} to ${to.name}`, holds: sent }
}

const endsOf = (topology: ValidTopology): End[] =>
  topology.gateways.flatMap(gateway =>
    gateway.networks.flatMap(network => {
      const own = gateway.interfaces.find(link => link.name === network.interface)?.addresses ?? []
      const inside = own.find(address => contains(network.subnet, address)) ?? nth(network.subnet, 1)
      return {
        gateway: gateway.name,
        name: `${gateway.name}/${network.name}`,
        address: bare(freeFrom(inside, 10, [inside])),
        masqueraded: gateway.internet?.masquerade.includes(network.name) ?? false,
      }
    }),
  )

const joined = (topology: ValidTopology, a: string, b: string): boolean =>
  topology.tunnels.some(
    ({ ends }) => ends.some(end => end.name === a) && ends.some(end => end.name === b),
  )

/** Of IPv4; addresses of the provider's NAT are not among them. */
const privateSpace = (topology: ValidTopology): string =>
  topology.private.map(space => `net ${written(nth(space, 0))}`).join(' or ') || 'less 0'
