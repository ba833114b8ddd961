import type { Piece } from '../../schema/wire/bundle.ts'
import type { Connection } from './connection.ts'
import { HEADER } from './header.ts'

/**
 * ipsec.secrets(5) for the pre-shared keys, for the daemon to include. Each belongs to exactly two identities, as in
 * swanctl.conf.
 */
export const ipsecSecretsPieces = (connections: readonly Connection[]): Piece[] =>
  connections.length === 0
    ? [HEADER]
    : [
        ...connections.flatMap(({ name, local, remote }, index): Piece[] => [
          `${index === 0 ? HEADER : '\n'}${owner(local.id)} ${owner(remote.id)} : PSK `,
          { secret: name },
        ]),
        '\n',
      ]

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
