import { subsections, ViciClient } from '../../runner/adapters/vici/client.ts'
import { isList, type Value } from '../../runner/adapters/vici/message.ts'
import { laptopText, type User } from './access-texts.ts'
import type { Namespace } from './namespace.ts'

/** Who is in: by which connection, with which address, as which IKE SA. */
export interface Presence {
  readonly address: string
  readonly by: string
  readonly sa: string
}

/** Logs in from a laptop; the words of swanctl when it was not let in. `id` is what it says before EAP. */
export const logIn = async (laptop: Namespace, user: User, id = user.name): Promise<string | undefined> => {
  await laptop.write(`/etc/swanctl/conf.d/${user.name}.conf`, laptopText(user, id))
  await laptop.must('swanctl', ['--load-all', '--noprompt'])
  const { code, stdout } = await laptop.run('swanctl', [
    '--initiate',
    '--child',
    user.name,
    '--timeout',
    '10',
  ])
  return code === 0 ? undefined : stdout
}

/** Ends what the laptop has for somebody. */
export const logOut = async (laptop: Namespace, user: User): Promise<void> => {
  await laptop.run('swanctl', ['--terminate', '--ike', user.name, '--timeout', '5'])
}

const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

/** Who is in, as a gateway's charon has it. */
export const present = async (socket: string): Promise<Readonly<Record<string, Presence>>> => {
  await using charon = await ViciClient.connect(socket)
  const sas = (await charon.stream('list-sas', 'list-sa')).flatMap(subsections)
  return Object.fromEntries(
    sas
      .filter(([, sa]) => sa.get('state') === 'ESTABLISHED')
      .map(([by, sa]) => {
        const user = textOf(sa.get('remote-eap-id') ?? sa.get('remote-id'))
        const vips = sa.get('remote-vips')
        const address = isList(vips) ? vips.join(' ') : ''
        return [user, { address, by, sa: textOf(sa.get('initiator-spi')) }]
      }),
  )
}
