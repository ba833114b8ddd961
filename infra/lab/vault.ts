import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ntHash } from '../../cli/user/nt-hash.ts'
import type { Access } from '../../schema/topology/access.ts'
import { parseAddress } from '../../schema/topology/address.ts'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import type { BundleSecret } from '../../schema/wire/bundle-secret.ts'
import type { Lab } from './lab.ts'
import { LabError } from './lab-error.ts'
import { must } from './program.ts'

/** What gateways would open on their own, and what people and peers at the other ends know of it. */
export interface Vault {
  /** A secret as strongSwan reads it: PEM for private keys, `0s` and base64 for anything else. */
  secret(gateway: string, secret: BundleSecret): string
  /** The pre-shared key of a peer, by the sealed secret's name, as strongSwan reads it. */
  psk(name: string): string
  /** What a user types. */
  password(user: string): string
  /** What stands in a certificate file of a bundle: as compiled, made up, or nothing at all. */
  credential(path: string, compiled: string): string | undefined
  /** The certificate of the authority that people who dial in trust, as PEM. */
  authority(access: Access): string
}

/**
 * Secrets that are good for nothing outside of this lab: nobody but the gateways could open the real ones. They follow
 * from their names, the same on both ends; each access gets a certificate of an authority that lives in the lab's folder,
 * so that whoever attaches to the lab later finds the same. Throws `program` when openssl fails.
 */
export const madeUpVault = async (lab: Lab, topology: ValidTopology): Promise<Vault> => {
  const folder = join(lab.folder, 'pki')
  const { authority, servers } = await madeUpAuthority(folder, topology.access)
  const password = (user: string): string =>
    createHash('sha256').update(`lab ${user}`).digest('hex').slice(0, 24)
  const psk = (name: string): string => encoded(createHash('sha256').update(`lab ${name}`).digest())
  const keyOf = (id: string): string => {
    const found = topology.access.find(({ name }) => id === `${name}_key`)
    return (found && servers.get(found.name)?.key) ?? ''
  }
  return {
    psk,
    password,
    authority: () => authority,
    secret: (_gateway, secret) => {
      if (secret.kind === 'derived') return psk(secret.tunnel)
      if (secret.kind === 'held' || secret.holds === 'key') return keyOf(secret.id)
      if (secret.holds === 'nt-hash') return encoded(ntHash(password(secret.name)))
      return secret.holds === 'password' ? encoded(Buffer.from(password(secret.name))) : psk(secret.name)
    },
    credential: (path, compiled) => {
      const [, kind, access = ''] = /\/([a-z0-9]+)\/cygnet-([^/]+)\.pem$/.exec(path) ?? []
      if (kind === 'x509crl' || kind === 'crls') return undefined
      if (kind === 'x509ca' || kind === 'cacerts') return authority
      if (kind === 'x509' || kind === 'certs') return servers.get(access)?.certificate ?? compiled
      return compiled
    },
  }
}

const encoded = (bytes: Uint8Array): string => `0s${Buffer.from(bytes).toString('base64')}`

interface MadeUp {
  readonly authority: string
  readonly servers: ReadonlyMap<string, { readonly key: string; readonly certificate: string }>
}

const madeUpAuthority = async (folder: string, accesses: readonly Access[]): Promise<MadeUp> => {
  if (accesses.length === 0) return { authority: '', servers: new Map() }
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')
  const isThere = await read('done').then(
    () => true,
    () => false,
  )
  if (!isThere) await makeAuthority(folder, accesses)
  const servers = accesses.map(async ({ name }) => {
    const pair = { key: await read(`${name}.key`), certificate: await read(`${name}.crt`) }
    return [name, pair] as const
  })
  return { authority: await read('ca.crt'), servers: new Map(await Promise.all(servers)) }
}

const makeAuthority = async (folder: string, accesses: readonly Access[]): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const openssl = (line: string) => must(['openssl', ...line.split(' ')], { cwd: folder })
  const signs = 'basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign'
  await openssl(`req -x509 ${KEY} -days 30 -subj /CN=lab -keyout ca.key -out ca.crt -addext ${signs}`)
  for (const { name, id } of accesses) {
    if (!/^[A-Za-z0-9.:-]+$/.test(id)) throw new LabError('topology', `no certificate can be made for ${id}`)
    const subject = parseAddress(id) === undefined ? `DNS:${id}` : `IP:${id}`
    await writeFile(join(folder, `${name}.ext`), `subjectAltName=${subject}\nextendedKeyUsage=serverAuth\n`)
    await openssl(`req ${KEY} -subj /CN=${id} -keyout ${name}.key -out ${name}.csr`)
    const signed = `-CA ca.crt -CAkey ca.key -days 30 -extfile ${name}.ext -out ${name}.crt`
    await openssl(`x509 -req -in ${name}.csr ${signed}`)
  }
  await writeFile(join(folder, 'done'), '')
}

const KEY = '-newkey rsa:2048 -noenc'
