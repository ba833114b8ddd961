import * as z from 'zod/mini'

/**
 * Where a bundle may write, and nowhere else: the runner refuses any other path before it touches the disk.
 * A file of somebody else (the installer's netplan file, a hand-written connection) can never be named.
 */
export const MANAGED_PATHS = [
  '/etc/netplan/60-cygnet.yaml',
  '/etc/systemd/networkd.conf.d/60-cygnet.conf',
  '/etc/swanctl/conf.d/cygnet.conf',
  '/etc/swanctl/conf.d/cygnet.secrets.conf',
  '/etc/ipsec.d/cygnet.conf',
  '/etc/ipsec.d/cygnet.secrets',
  '/etc/strongswan.d/cygnet.conf',
  '/etc/cygnet/iptables.v4',
  '/etc/cygnet/iptables.v6',
  '/etc/sysctl.d/60-cygnet.conf',
] as const

/** Folders from which swanctl and the starter read certificates, authorities, revocation lists and private keys. */
export const CREDENTIAL_FOLDERS = [
  '/etc/swanctl/x509',
  '/etc/swanctl/x509ca',
  '/etc/swanctl/x509crl',
  '/etc/swanctl/private',
  '/etc/ipsec.d/certs',
  '/etc/ipsec.d/cacerts',
  '/etc/ipsec.d/crls',
  '/etc/ipsec.d/private',
] as const

export type CredentialFolder = (typeof CREDENTIAL_FOLDERS)[number]

/** A certificate, authority, revocation list or key of one access, named after it. */
export type CredentialPath = `${CredentialFolder}/cygnet-${string}.pem`

const CREDENTIAL_FILE = /^cygnet-[a-z][a-z0-9-]{0,14}\.pem$/

/** True for the one file of each credential folder that an access may have. */
export const isCredentialPath = (path: string): path is CredentialPath => {
  const slash = path.lastIndexOf('/')
  return (
    CREDENTIAL_FOLDERS.some(folder => folder === path.slice(0, slash)) &&
    CREDENTIAL_FILE.test(path.slice(slash + 1))
  )
}

/** A path that a bundle may name. */
export const ManagedPath = z.union([
  z.enum(MANAGED_PATHS),
  z.custom<CredentialPath>(path => typeof path === 'string' && isCredentialPath(path)),
])

export type ManagedPath = z.infer<typeof ManagedPath>
