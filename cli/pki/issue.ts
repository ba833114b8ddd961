import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseAddress } from '../../schema/topology/address.ts'
import { type Certificate, readCertificate } from '../../schema/topology/beside/certificate.ts'
import { CommandError } from '../command-error.ts'
import { type Authority, openAuthority, type Place } from './authority.ts'
import { makeServerCertificate } from './make-certificate.ts'
import { type Issued, putFile, REGISTER, readRegister, registerText } from './register.ts'

/** What a certificate is to say. */
export interface CertificatePlan {
  /** The file in `pki/`, without `.crt`. */
  readonly name: string
  readonly dnsNames: readonly string[]
  readonly addresses: readonly string[]
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array<ArrayBuffer>
  readonly days: number
  readonly now: Date
}

/** Signs a certificate and enters it into the register. Throws a CommandError. Returns what was written. */
export const issue = async (place: Place, plan: CertificatePlan): Promise<string[]> => {
  const authority = await openAuthority(place)
  const register = await readRegister(place.folder)
  mustOutlive(authority, plan)
  const pem = await makeServerCertificate({
    ...plan,
    authority: authority.pem,
    key: authority.key,
    revocationList: register['revocation-list'],
  })
  const entry = entryOf(plan.name, readCertificate(pem))
  const next = { ...register, certificates: [...register.certificates, entry] }
  return [
    await putFile(place.folder, REGISTER, registerText(next)),
    await putFile(place.folder, certificatePath(plan.name), pem),
  ]
}

/** `pki/<name>.crt`. */
export const certificatePath = (name: string): string => `pki/${name}.crt`

/** The certificate of that name in `pki/`. Throws a CommandError when there is none. */
export const issuedCertificate = async (folder: string, name: string): Promise<Certificate> => {
  const file = path.join(folder, certificatePath(name))
  const certificate = readCertificate(await readFile(file, 'utf8').catch(() => ''))
  if (certificate !== undefined) return certificate
  throw new CommandError('usage', `${file} is no certificate`, 'cygnet pki list shows those that there are')
}

/** DNS names and addresses, told apart. Throws a CommandError for what is neither. */
export const namesOf = (words: readonly string[]): { dnsNames: string[]; addresses: string[] } => {
  const unique = [...new Set(words)]
  const wrong = unique.find(word => parseAddress(word) === undefined && !DNS_NAME.test(word))
  if (wrong !== undefined)
    throw new CommandError(
      'usage',
      'a name is neither a DNS name nor an address, and no client would find it',
      'write it like ipsec.example.com or 203.0.113.4',
    )
  return {
    dnsNames: unique.filter(word => parseAddress(word) === undefined),
    addresses: unique.filter(word => parseAddress(word) !== undefined),
  }
}

/** RFC 1123 §2.1, and no longer than a file's name may be. */
const DNS_NAME =
  /^(?!\d+$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?){0,8}$/

/** A client that finds the authority expired refuses the server, however long that one would last. */
const mustOutlive = ({ certificate }: Authority, { days, now }: CertificatePlan): void => {
  const left = Math.floor(certificate.notAfter - now.getTime() / 1000)
  if (left >= days * 86_400) return
  throw new CommandError(
    'usage',
    `the authority itself ends in ${Math.max(0, Math.floor(left / 86_400))} days, before this certificate would`,
    'write a smaller --days, or begin another authority and bring it to the clients',
  )
}

const entryOf = (name: string, certificate: Certificate | undefined): Issued => {
  if (certificate === undefined) throw new TypeError('a certificate that was just made cannot be read')
  return {
    name,
    serial: certificate.serial,
    names: [...certificate.dnsNames, ...certificate.addresses],
    until: new Date(certificate.notAfter * 1000).toISOString(),
  }
}
