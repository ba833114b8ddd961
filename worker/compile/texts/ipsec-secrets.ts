import type { Piece } from '../../../schema/wire/bundle.ts'
import { credentialFile } from '../host/dial-in.ts'
import { HEADER } from './header.ts'
import type { IpsecConfig } from './swanctl.ts'

/** ipsec.secrets(5), for the daemon to include. Each secret belongs to exactly those that use it, as in swanctl.conf. */
export const ipsecSecretsPieces = ({ connections, dialIns }: IpsecConfig): Piece[] => {
  const secrets = [
    ...connections.map(({ name, local, remote }) => ({
      name,
      line: `${owner(local.id)} ${owner(remote.id)} : PSK `,
    })),
    ...dialIns.flatMap(({ guests }) =>
      guests.map(({ name, user, secret }) => ({
        name,
        line: `${owner(user)} : ${secret.holds === 'nt-hash' ? 'NTLM' : 'EAP'} `,
      })),
    ),
  ]
  const head = HEADER + dialIns.map(dialIn => `: PKCS8 ${credentialFile(dialIn)}\n`).join('')
  return [
    ...secrets.flatMap(({ name, line }, index): Piece[] => [
      `${index === 0 ? head : '\n'}${line}`,
      { secret: name },
    ]),
    secrets.length === 0 ? head : '\n',
  ]
}

const BARE = /^(?!include$)[A-Za-z0-9@%*][A-Za-z0-9._@%*:,=/+-]*$/

/**
 * An identity before the colon. What is not plainly one word is quoted; there is no escape in this syntax, so an identity
 * with both kinds of quotes, a line end or the separator itself cannot be carried, and throws a TypeError.
 */
export const owner = (id: string): string => {
  if (BARE.test(id)) return id
  const quote = id.includes('"') ? "'" : '"'
  if (id === '' || id.includes(quote) || id.includes(' : ') || /[\0\n\r]/.test(id))
    throw new TypeError(`ipsec.secrets cannot carry the identity ${JSON.stringify(id)}`)
  return `${quote}${id}${quote}`
}
