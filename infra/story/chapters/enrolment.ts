import { type Cast, openingTopology } from '../cast.ts'
import { inGateway } from '../gateway-words.ts'
import { eventually, hold } from '../narrator.ts'

/** A network in Git, and two gateways that join it: keys made on the gateways, their public halves reviewed. */
export const enrolment = async (cast: Cast): Promise<void> => {
  const { say, admin, stack } = cast
  await say.check('the network is text in Git, and its first commit is pushed', async () => {
    await admin.clone()
    await admin.git('switch', '-q', '-C', 'main')
    const commit = await admin.push('main', 'the network of miskatonic', {
      'topology.yaml': await openingTopology(),
    })
    return `${stack.forge.repository} at ${commit.slice(0, 8)}`
  })
  for (const gateway of ['rlyeh', 'ulthar']) await joins(cast, gateway)
}

const joins = async ({ say, lab, maintainer, cygnet }: Cast, name: string): Promise<void> => {
  const gateway = lab.gateway(name)
  await say.check(`${name} enrols with a token that is good once`, async () => {
    const { stdout } = await cygnet('gateway', 'add', name)
    await gateway.write('/run/enrolment-token', stdout, 0o600)
    const keys = await inGateway(gateway, 'cygnet-runner', 'enroll', '--token-file', '/run/enrolment-token')
    const again = await inGateway(gateway, 'cygnet-runner', 'enroll', '--token-file', '/run/enrolment-token')
    hold(again === keys, 'whoever lost the answer, and asks again, is answered otherwise')
    await inGateway(gateway, 'mv', '/var/lib/cygnet/keys', '/run/own-keys')
    const thief = await gateway.exec(['cygnet-runner', 'enroll', '--token-file', '/run/enrolment-token'])
    hold(thief.code !== 0, 'the same token was taken twice, the second time with other keys')
    await inGateway(gateway, 'rm', '-r', '/var/lib/cygnet/keys', '/run/enrolment-token')
    await inGateway(gateway, 'mv', '/run/own-keys', '/var/lib/cygnet/keys')
    return keys.trim()
  })
  await say.check(`its public keys come as a pull request, and ${maintainer.name} merges it`, async () => {
    const pull = await eventually(`a pull request for ${name}`, () => maintainer.findPull(name))
    await maintainer.merge(pull.number)
    return `#${pull.number}`
  })
}
