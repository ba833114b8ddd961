import type { Access, User } from '../../schema/topology/access.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { dialIn, hangUp } from './dial-in.ts'
import type { Lab } from './lab.ts'
import { WEB_ADDRESS } from './network/internet.ts'
import { usersWithLaptops } from './network/laptops.ts'
import { bare, nth, written } from './network/numbers.ts'
import { eventually } from './patience.ts'
import { routed, shouldTalk, type Talker, talkersOf } from './talks.ts'
import { reaches } from './transfer.ts'
import type { Vault } from './vault.ts'

/** One claim about a network, and whether its lab bears it out. */
export interface Finding {
  readonly claim: string
  readonly holds: boolean
}

/** Milliseconds in which a tunnel has to come up when somebody wants through. */
const TUNNEL_LIMIT = 30_000

/**
 * Asks a running lab whether the network does what its topology means: every pair of networks that should talk does,
 * with packets of any size, those of peers among them; every pair that should not does not; everybody who may dial in gets
 * the address that is theirs and reaches what is routed to them; masqueraded networks reach the internet; private
 * addresses never show on an internet wire.
 */
export const rehearse = async function* (
  lab: Lab,
  topology: ValidTopology,
  vault: Vault,
): AsyncGenerator<Finding> {
  const talkers = talkersOf(topology)
  const leaks = await lab.capture({ where: 'internet', filter: privateSpace(topology) })
  for (const from of talkers)
    for (const to of talkers)
      if (from.machine !== to.machine) yield* pair(lab, from, to, shouldTalk(topology, from, to))
  for (const access of topology.access)
    for (const user of access.users) yield* dialling(lab, topology, access, user, vault)
  const masqueraded = talkers.filter(each => each.masqueraded)
  for (const { name } of masqueraded) {
    const page = await lab.host(name).exec(['curl', '-sS', '-m', '10', `http://${WEB_ADDRESS}/`])
    yield { claim: `${name} reaches the internet`, holds: page.code === 0 }
  }
  for (const { name } of masqueraded)
    for (const space of topology.private)
      await reaches(lab.host(name), bare(nth(space, 2 ** (32 - space.prefix) - 2)))
  const seen = await leaks.stop()
  yield { claim: 'no private packet left by an internet interface', holds: seen.length === 0 }
}

async function* pair(lab: Lab, from: Talker, to: Talker, should: boolean): AsyncGenerator<Finding> {
  const [a, b] = from.main && to.main ? [from.name, to.name] : [labelOf(from), labelOf(to)]
  const ask = async (): Promise<true | undefined> =>
    (await reaches(lab.host(from.name), to.address, from.address)) || undefined
  if (!should) {
    yield { claim: `${a} does not reach ${b}`, holds: (await ask()) === undefined }
    return
  }
  const up = await eventually(`${a} reaches ${b}`, TUNNEL_LIMIT, ask).catch(() => false)
  yield { claim: `${a} reaches ${b}`, holds: up }
  if (!up || !from.main || !to.main) return
  const sent = await lab.transfer({ from: from.name, to: to.name, bytes: 300_000, timeout: 60_000 }).then(
    () => true,
    () => false,
  )
  yield { claim: `full packets pass from ${a} to ${b}`, holds: sent }
}

const labelOf = ({ name, address }: Talker): string => `${name} (${address})`

/** Users without a laptop of their own sit down at somebody else's. */
async function* dialling(
  lab: Lab,
  topology: ValidTopology,
  access: Access,
  user: User,
  vault: Vault,
): AsyncGenerator<Finding> {
  const laptops = usersWithLaptops(topology)
  const laptop = lab.laptop(laptops.find(name => name === user.name) ?? laptops[0] ?? user.name)
  const dialled = await dialIn(laptop, access, user, vault)
  yield {
    claim: `${user.name} dials in to ${access.name} and has ${user.address}`,
    holds: dialled.kind === 'in' && dialled.address === user.address,
  }
  if (dialled.kind !== 'in') return
  for (const to of talkersOf(topology).filter(({ address }) => routed(access, address))) {
    const should = shouldTalk(topology, { machine: access.gateway, address: user.address }, to)
    const ping = ['ping', '-n', '-c', '1', '-W', '5', '-I', dialled.address, to.address]
    const ask = async (): Promise<true | undefined> => (await laptop.exec(ping)).code === 0 || undefined
    const answer = should
      ? await eventually(`${user.name} reaches ${to.name}`, TUNNEL_LIMIT, ask).catch(() => false)
      : (await ask()) === undefined
    yield { claim: `${user.name} ${should ? 'reaches' : 'does not reach'} ${to.name}`, holds: answer }
  }
  await hangUp(laptop)
}

/** Of IPv4; addresses of the provider's NAT are not among them. */
const privateSpace = (topology: ValidTopology): string =>
  topology.private.map(space => `net ${written(nth(space, 0))}`).join(' or ') || 'less 0'
