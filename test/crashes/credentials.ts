import { generateKeyPairSync } from 'node:crypto'
import { makeAuthority } from '../../cli/pki/make-certificate.ts'
import { toBase64 } from '../../schema/wire/base64.ts'
import type { Bundle, ManagedFile } from '../../schema/wire/bundle.ts'
import type { SealedSecret } from '../../schema/wire/bundle-secret.ts'
import { seal } from '../../schema/wire/sealed.ts'
import { REFERENCE_KEYS } from '../fixtures/reference.ts'

/** A key, a certificate that it signed for itself, and the key sealed to rlyeh. */
const made = async (network: string) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const plan = { name: 'rlyeh', key: privateKey, days: 365, now: new Date('2026-03-01T00:00:00Z') }
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const to = toBase64(REFERENCE_KEYS.rlyeh.seal.publicKey)
  const as = { network, name: 'laptops', holds: 'key' } as const
  const box = seal(to, as, new TextEncoder().encode(pem))
  const secret: SealedSecret = { id: 'laptops_key', kind: 'sealed', name: 'laptops', holds: 'key', box }
  return { certificate: await makeAuthority(plan), secret }
}

const all = await Promise.all([made('miskatonic'), made('miskatonic')])

const FOLDERS = {
  swanctl: ['/etc/swanctl/x509', '/etc/swanctl/x509ca', '/etc/swanctl/private'],
  'ipsec.conf': ['/etc/ipsec.d/certs', '/etc/ipsec.d/cacerts', '/etc/ipsec.d/private'],
} as const

/** rlyeh's bundle with the first or the second certificate for people who dial in, who vouches for it, and its key. */
export const withCertificate =
  (which: 1 | 2) =>
  (bundle: Bundle): Bundle => {
    const made = all[which - 1]
    if (bundle.gateway !== 'rlyeh' || made === undefined) return bundle
    const { certificate, secret } = made
    const [own, authority, key] = FOLDERS[bundle.daemon]
    const files: ManagedFile[] = [
      { path: `${own}/cygnet-laptops.pem`, mode: 0o644, content: [certificate] },
      { path: `${authority}/cygnet-laptops.pem`, mode: 0o644, content: [certificate] },
      { path: `${key}/cygnet-laptops.pem`, mode: 0o600, content: [{ secret: secret.id }] },
    ]
    return {
      ...bundle,
      files: [...bundle.files, ...files].sort((a, b) => (a.path < b.path ? -1 : 1)),
      secrets: [secret, ...bundle.secrets].sort((a, b) => (a.id < b.id ? -1 : 1)),
    }
  }
