import type { ManagedFile, Piece } from '../../../schema/wire/bundle.ts'
import type { CredentialFolder, ManagedPath } from '../../../schema/wire/managed-paths.ts'
import { credentialFile, type DialIn, keyId } from '../host/dial-in.ts'
import type { HostConfig } from '../host/host-config.ts'
import { ipsecConfText } from './ipsec-conf.ts'
import { ipsecSecretsPieces } from './ipsec-secrets.ts'
import { strongswanPieces } from './strongswan-d.ts'
import { secretsPieces, swanctlPieces } from './swanctl.ts'

/** Where each way of driving strongSwan looks for what clients trust, and for the key that proves it. */
type Folders = Readonly<Record<'certificate' | 'authority' | 'revocations' | 'key', CredentialFolder>>

const SWANCTL: Folders = {
  certificate: '/etc/swanctl/x509',
  authority: '/etc/swanctl/x509ca',
  revocations: '/etc/swanctl/x509crl',
  key: '/etc/swanctl/private',
}

const STARTER: Folders = {
  certificate: '/etc/ipsec.d/certs',
  authority: '/etc/ipsec.d/cacerts',
  revocations: '/etc/ipsec.d/crls',
  key: '/etc/ipsec.d/private',
}

/** The files that strongSwan reads, for whichever daemon drives it on this gateway. */
export const daemonFiles = (host: HostConfig): ManagedFile[] => [
  ...(host.daemon === 'swanctl' ? swanctlFiles(host) : starterFiles(host)),
  file('/etc/strongswan.d/cygnet.conf', 0o644, strongswanPieces(host.daemon, host.measuring !== undefined)),
]

/** A file of a bundle. */
export const file = (path: ManagedPath, mode: ManagedFile['mode'], content: Piece[]): ManagedFile => ({
  path,
  mode,
  content,
})

const swanctlFiles = (host: HostConfig): ManagedFile[] => [
  file('/etc/swanctl/conf.d/cygnet.conf', 0o644, swanctlPieces(host)),
  file('/etc/swanctl/conf.d/cygnet.secrets.conf', 0o600, secretsPieces(host)),
  ...host.dialIns.flatMap(dialIn => credentialFiles(dialIn, SWANCTL)),
]

const starterFiles = (host: HostConfig): ManagedFile[] => [
  file('/etc/ipsec.d/cygnet.conf', 0o644, [ipsecConfText(host)]),
  file('/etc/ipsec.d/cygnet.secrets', 0o600, ipsecSecretsPieces(host)),
  ...host.dialIns.flatMap(dialIn => credentialFiles(dialIn, STARTER)),
]

const credentialFiles = (dialIn: DialIn, folders: Folders): ManagedFile[] => {
  const { certificate, authority, revocations } = dialIn
  const at = (kind: keyof Folders): ManagedPath => `${folders[kind]}/${credentialFile(dialIn)}`
  return [
    file(at('certificate'), 0o644, [certificate]),
    ...(authority === undefined ? [] : [file(at('authority'), 0o644, [authority])]),
    ...(revocations === undefined ? [] : [file(at('revocations'), 0o644, [revocations])]),
    file(at('key'), 0o600, [{ secret: keyId(dialIn) }]),
  ]
}
