import type { Cast } from './cast.ts'
import { approval } from './chapters/approval.ts'
import { enrolment } from './chapters/enrolment.ts'
import { noSecrets } from './chapters/no-secrets.ts'
import { people } from './chapters/people.ts'
import { rollout } from './chapters/rollout.ts'
import { seen } from './chapters/seen.ts'
import { tampering } from './chapters/tampering.ts'
import { thirdNetwork } from './chapters/third-network.ts'
import { threeMistakes } from './chapters/three-mistakes.ts'
import { traffic } from './chapters/traffic.ts'

/** The whole story, from an empty repository to a network that was changed four times and attacked three times. Throws at the first claim that does not hold. */
export const tell = async (cast: Cast): Promise<void> => {
  const { say } = cast
  say.chapter('Two gateways join')
  await enrolment(cast)
  say.chapter('A change with three mistakes')
  const pull = await threeMistakes(cast)
  say.chapter('Plan and approval')
  const merged = await approval(cast, pull)
  say.chapter('Rollout')
  await rollout(cast, merged, { release: 1, bundles: 2 })
  say.chapter('Packets')
  await traffic(cast)
  say.chapter('A third network, without losing a packet')
  await thirdNetwork(cast)
  say.chapter('What people see')
  await seen(cast)
  say.chapter('People dial in')
  const passwords = await people(cast)
  say.chapter('Somebody has the object store')
  await tampering(cast)
  say.chapter('Secrets')
  await noSecrets(cast, passwords)
}
