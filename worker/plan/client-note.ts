import type { Bundle } from '../../schema/wire/bundle.ts'
import type { BundleSecret } from '../../schema/wire/bundle-secret.ts'
import { CREDENTIAL_FOLDERS, type ManagedPath } from '../../schema/wire/managed-paths.ts'
import { fileText, type Loaded, loadedBy } from './loaded.ts'
import { quoted } from './visible.ts'

/** What changes for the people who dial in to a gateway, in words: who comes, who is cut off, who needs what anew. */
export const clientNotes = (was: Bundle, is: Bundle): string[] => {
  const [before, after] = [clientsOf(was), clientsOf(is)]
  return [
    ...[...before].flatMap(([name, client]) => (after.has(name) ? [] : [goneNote(client)])),
    ...[...after].flatMap(([name, client]) => {
      const old = before.get(name)
      return old === undefined ? [newNote(client)] : changeNotes(old, client)
    }),
    ...certificateNotes(was, is, new Set([...after.values()].map(({ access }) => access))),
  ]
}

/** True for the password of a client and for the key of the certificate that clients are shown. */
export const isClientSecret = (bundle: Bundle, { id }: BundleSecret): boolean =>
  id.endsWith('_key') || clientsOf(bundle).has(id)

interface Client {
  readonly access: string
  /** Undefined: whoever says who they are only within EAP. */
  readonly user: string | undefined
  readonly addresses: string
  readonly secret: BundleSecret | undefined
}

const clientsOf = (bundle: Bundle): ReadonlyMap<string, Client> =>
  new Map(
    [...loadedBy(bundle)].flatMap(([name, loaded]) => {
      const access = accessOf(loaded)
      return access === undefined ? [] : [[name, clientOf(bundle, name, access, loaded)]]
    }),
  )

const clientOf = (bundle: Bundle, name: string, access: string, { settings }: Loaded): Client => {
  const user = settings.get('remote.eap_id')
  return {
    access,
    user: user?.startsWith('%') ? undefined : user,
    addresses: settings.get('pool.addrs') ?? '',
    secret: bundle.secrets.find(({ id }) => id === name),
  }
}

/** The certificate that a connection shows is named after its access. */
const accessOf = ({ settings }: Loaded): string | undefined =>
  settings.get('remote.auth') === 'eap-mschapv2'
    ? /^cygnet-(.*)\.pem$/.exec(settings.get('local.certs') ?? '')?.[1]
    : undefined

const goneNote = ({ access, user }: Client): string =>
  user === undefined
    ? `clients that do not say who they are before EAP can no longer dial in to ${quoted(access)}`
    : `user ${quoted(user)} is cut off from ${quoted(access)}`

const newNote = ({ access, user, addresses }: Client): string =>
  user === undefined
    ? `clients that do not say who they are before EAP get addresses of ${quoted(addresses)} from ${quoted(access)}`
    : `user ${quoted(user)} may dial in to ${quoted(access)} and gets ${quoted(addresses)}`

const changeNotes = (was: Client, { access, user, addresses, secret }: Client): string[] => {
  const who = user === undefined ? `clients of ${quoted(access)}` : `user ${quoted(user)}`
  return [
    ...(was.addresses === addresses
      ? []
      : [`${who} will get ${quoted(addresses)} instead of ${quoted(was.addresses)}`]),
    ...(sealedAs(was.secret) === sealedAs(secret)
      ? []
      : [`the password of ${who} was sealed anew: another one cuts off whoever is online with the old one`]),
  ]
}

const sealedAs = (secret: BundleSecret | undefined): string | undefined =>
  secret?.kind === 'sealed' ? secret.box : undefined

const certificateNotes = (was: Bundle, is: Bundle, accesses: ReadonlySet<string>): string[] =>
  [...accesses].flatMap(access => {
    const paths = CREDENTIAL_FOLDERS.filter(folder => /\/(?:x509|certs)$/.test(folder)).map(
      (folder): ManagedPath => `${folder}/cygnet-${access}.pem`,
    )
    const shown = (bundle: Bundle): string => paths.map(path => fileText(bundle, path)).join('')
    return shown(was) === '' || shown(was) === shown(is)
      ? []
      : [`clients of ${quoted(access)} are shown another certificate`]
  })
