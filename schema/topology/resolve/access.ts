import type { Access, User } from '../access.ts'
import { type Cidr, contains, formatAddress, formatCidr, networkOf, parseAddress } from '../address.ts'
import { type Attachments, attachedCertificate } from '../beside/attachments.ts'
import type { AccessText } from '../document/access.ts'
import type { CodedFinding } from '../finding.ts'
import { byName } from '../sorting.ts'
import type { Path } from '../topology.ts'
import type { EndNetwork } from '../tunnel.ts'
import { interfaceAt, type Sites, siteAt } from './sites.ts'

/** What every client family can be given: Apple's by hand offers one of each, and none of them insists on PFS. */
const DEFAULT_IKE = ['aes256gcm16-prfsha384-ecp384', 'aes256-sha256-modp2048']
const DEFAULT_ESP = ['aes256gcm16-ecp384', 'aes256-sha256-modp2048', 'aes256gcm16', 'aes256-sha256']

/** An access with its defaults; undefined when its gateway or interface cannot be found, which the findings then say. */
export const resolveAccess = (
  name: string,
  text: AccessText,
  sites: Sites,
  attachments: Attachments,
  findings: CodedFinding[],
): Access | undefined => {
  const at: Path = ['access', name]
  const site = siteAt(sites, text.gateway, [...at, 'gateway'], false, findings)
  const on = site && interfaceAt(site, text.via, [...at, 'via'], findings)
  if (on === undefined) return undefined
  const [address] = on.addresses
  const authority = text.authority ?? 'pki/ca.crt'
  return {
    at,
    name,
    gateway: text.gateway,
    interface: on.name,
    address: address && formatAddress(address),
    id: text.id,
    certificate: attachedCertificate(attachments, text.certificate, [...at, 'certificate']),
    authority:
      text.authority === undefined && !attachments.pki.has(authority)
        ? undefined
        : attachedCertificate(attachments, authority, [...at, 'authority']),
    revocations: attachments.pki.get(authority.replace(/\.[a-z]+$/, '.crl')),
    key: keyOf(text, attachments),
    routes: text.routes,
    dns: [...new Set(text.dns)],
    clients: [...new Set(text.clients)].sort(),
    pool: poolOf(text),
    dynamic: text.dynamic,
    ike: text.ike?.map(proposal => proposal.text) ?? DEFAULT_IKE,
    esp: text.esp?.map(proposal => proposal.text) ?? DEFAULT_ESP,
    sendCertificate: text['send-certificate'] ?? 'always',
    dpd: { delay: text.dpd?.delay ?? 300 },
    mss: text.mss ?? 'auto',
    users: usersOf(at, text),
  }
}

/** Sealed when somebody sealed a key under the certificate's name; else the gateway made its own. */
const keyOf = (text: AccessText, { sealed }: Attachments): Access['key'] => {
  if (text.key !== undefined)
    return text.key === 'gateway' ? { kind: 'held' } : { kind: 'sealed', name: text.key }
  const name = text.certificate.replace(/^pki\//, '').replace(/\.[a-z]+$/, '')
  return sealed.some(one => one.name === name && one.holds === 'key')
    ? { kind: 'sealed', name }
    : { kind: 'held' }
}

const usersOf = (at: Path, text: AccessText): User[] =>
  Object.entries(text.users ?? {})
    .map(([name, user]) => ({
      at: [...at, 'users', name],
      name,
      address: user.address,
      secret: user.secret ?? name,
    }))
    .sort(byName)

/** The /24 (IPv6: /64) around the first user's address, unless a pool is written: another user in it changes nobody else. */
const poolOf = (text: AccessText): Cidr | undefined => {
  if (text.pool !== undefined) return text.pool
  const [first] = Object.values(text.users ?? {})
    .map(({ address }) => parseAddress(address))
    .filter(address => address !== undefined)
    .map(address => ({ address, prefix: address.kind() === 'ipv4' ? 24 : 64 }))
    .map(networkOf)
    .sort((a, b) => (formatCidr(a) < formatCidr(b) ? -1 : 1))
  return first
}

/** The pools of a gateway's accesses, as it brings them into its tunnels: clients reach what lies behind these. */
export const poolsOf = (texts: Readonly<Record<string, AccessText>>, gateway: string): EndNetwork[] =>
  Object.entries(texts)
    .filter(([, text]) => text.gateway === gateway)
    .flatMap(([name, text]) => {
      const at: Path = ['access', name]
      const pool = poolOf(text)
      const outside = text.dynamic && !(pool && contains(pool, text.dynamic)) ? text.dynamic : undefined
      const network = (suffix: string, subnet: Cidr): EndNetwork => ({
        name: `${name}${suffix}`,
        subnet: networkOf(subnet),
        inside: undefined,
        kind: 'pool',
        at,
      })
      return [
        ...(pool === undefined ? [] : [network('', pool)]),
        ...(outside === undefined ? [] : [network('-dynamic', outside)]),
      ]
    })
