import { readConnName } from '../../../schema/wire/conn-name.ts'
import { type Conns, readIpsecConf, sameConn } from './ipsec-conf.ts'
import { eapUsers, type IpsecSecret, readIpsecSecrets } from './ipsec-secrets.ts'
import type { StatusAll } from './statusall.ts'

/** What ipsec.conf, ipsec.secrets and the files that they name mean. */
export interface StarterConfig {
  readonly conns: Conns
  readonly secrets: readonly IpsecSecret[]
  /** PEM by path. */
  readonly credentials: ReadonlyMap<string, string>
}

const CERTS = '/etc/ipsec.d/certs'
const KEYS = '/etc/ipsec.d/private'

/** Reads the texts, and checks that every file they name is there. Throws a `SyntaxError`. */
export const readStarterConfig = (texts: {
  readonly connections: string
  readonly secrets: string
  readonly credentials: ReadonlyMap<string, string>
}): StarterConfig => {
  const conns = readIpsecConf(texts.connections)
  const secrets = readIpsecSecrets(texts.secrets)
  const { credentials } = texts
  const mustHave = (path: string, where: string): void => {
    if (!credentials.has(path)) throw new SyntaxError(`${where} names ${path}, which is not among the files`)
  }
  for (const [name, conn] of conns)
    for (const file of certificatesOf(conn)) mustHave(`${CERTS}/${file}`, `conn ${name}`)
  for (const secret of secrets) if ('file' in secret) mustHave(`${KEYS}/${secret.file}`, 'ipsec.secrets')
  return { conns, secrets, credentials }
}

const certificatesOf = (conn: ReadonlyMap<string, string>): string[] =>
  ['leftcert', 'rightcert'].flatMap(key => conn.get(key) ?? [])

/**
 * Conns that are to stay in words, but whose certificate is another one now: the starter compares words only, so they have to
 * go before they come back.
 */
export const withNewCertificates = (from: StarterConfig, to: StarterConfig): ReadonlySet<string> =>
  new Set(
    [...to.conns].flatMap(([name, conn]) =>
      sameConn(from.conns.get(name), conn) &&
      certificatesOf(conn).some(file => differs(from, to, `${CERTS}/${file}`))
        ? [name]
        : [],
    ),
  )

/** Whether charon has to read secrets, keys, authorities or lists again. */
export const credentialsDiffer = (from: StarterConfig, to: StarterConfig): boolean =>
  JSON.stringify(from.secrets) !== JSON.stringify(to.secrets) ||
  [...from.credentials.keys(), ...to.credentials.keys()].some(path => differs(from, to, path))

const differs = (from: StarterConfig, to: StarterConfig, path: string): boolean =>
  from.credentials.get(path) !== to.credentials.get(path)

/** What `ipsec down` has to end, because an update does not: `name{*}`, `name[*]` or one `name[id]`. */
export const saysGoodbyeTo = (from: StarterConfig, to: StarterConfig, now: StatusAll): string[] => {
  const ours = new Set([...from.conns.keys(), ...to.conns.keys()])
  const kept = new Set([...to.conns.keys()].map(connectionOf))
  const users = outdatedUsers(from, to)
  // A client keeps the address that it was given until its SA ends.
  const moved = new Set(
    [...to.conns].flatMap(([name, conn]) => {
      const had = from.conns.get(name)
      return had !== undefined && had.get('rightsourceip') !== conn.get('rightsourceip') ? [name] : []
    }),
  )
  const goners = now.sas.filter(
    ({ name, user }) =>
      ours.has(name) &&
      (!kept.has(connectionOf(name)) || moved.has(name) || (user !== undefined && users.has(user))),
  )
  const children = now.sas
    .filter(sa => !goners.includes(sa))
    .flatMap(sa => sa.children.map(({ name }) => name))
    .filter(name => from.conns.has(name) && !to.conns.has(name))
  return [
    ...goners.map(({ name, id }) => `${name}[${id}]`),
    ...[...new Set(children)].map(name => `${name}{*}`),
  ]
}

/** The conns of one connection share an IKE SA, which keeps the name of a conn that may be gone. */
const connectionOf = (conn: string): string => readConnName(conn)?.connection ?? conn

/** Who has no secret any more, or another one: a stolen password must not keep what it once opened. */
const outdatedUsers = (from: StarterConfig, to: StarterConfig): ReadonlySet<string> => {
  const after = eapUsers(to.secrets)
  return new Set(
    [...eapUsers(from.secrets)].flatMap(([user, secret]) => (after.get(user) === secret ? [] : [user])),
  )
}
