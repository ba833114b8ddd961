import { RSAPublicKey } from '@peculiar/asn1-rsa'
import { AsnConvert } from '@peculiar/asn1-schema'
import * as x509 from '@peculiar/asn1-x509'
import { formatAddress, parseAddress } from '../address.ts'

/** What the language needs to know of a certificate (RFC 5280). Everything in it is text that can be shown. */
export interface Certificate {
  /** `CN=ipsec.example.com, O=Miskatonic`: for people; unprintable characters are shown as ?. */
  readonly subject: string
  readonly issuer: string
  /** Lower-case hex, two digits for each byte, without leading zero bytes. */
  readonly serial: string
  /** The subjectAltName's DNS names, as written, those with characters that no name has left out. */
  readonly dnsNames: readonly string[]
  /** The subjectAltName's addresses in canonical form. */
  readonly addresses: readonly string[]
  /** The extendedKeyUsage names serverAuth. */
  readonly serverAuth: boolean
  readonly isAuthority: boolean
  /** Seconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly key: CertificateKey
  /** SubjectPublicKeyInfo in DER: its SHA-256 names the key. */
  readonly spki: Uint8Array
  /** The http and https addresses of its revocation lists. */
  readonly revocationLists: readonly string[]
}

export interface CertificateKey {
  readonly kind: 'rsa' | 'ecdsa' | 'eddsa'
  /** Of the modulus or the curve. */
  readonly bits: number
}

/** Longer text is refused before it is parsed, in UTF-16 units. */
export const MAX_PEM_LENGTH = 32 * 1024

/** The first certificate in PEM text (RFC 7468 §5). Undefined for everything else; never throws. */
export const readCertificate = (pem: string): Certificate | undefined => {
  const der = pem.length > MAX_PEM_LENGTH ? undefined : derOf(pem)
  if (der === undefined) return undefined
  try {
    return certificateOf(AsnConvert.parse(der, x509.Certificate).tbsCertificate)
  } catch {
    return undefined
  }
}

const BLOCK = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----[ \t\r]*$/m

const derOf = (pem: string): Uint8Array<ArrayBuffer> | undefined => {
  const base64 = BLOCK.exec(pem)?.[1]?.replaceAll(/[\r\n]/g, '')
  if (base64 === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0)
    return undefined
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}

const certificateOf = (tbs: x509.TBSCertificate): Certificate | undefined => {
  const key = keyOf(tbs.subjectPublicKeyInfo)
  const extension = <T>(id: string, type: new () => T): T | undefined => {
    const found = tbs.extensions?.find(({ extnID }) => extnID === id)
    return found === undefined ? undefined : AsnConvert.parse(found.extnValue, type)
  }
  const names = extension(x509.id_ce_subjectAltName, x509.SubjectAlternativeName) ?? []
  const usages = extension(x509.id_ce_extKeyUsage, x509.ExtendedKeyUsage) ?? []
  const points = extension(x509.id_ce_cRLDistributionPoints, x509.CRLDistributionPoints) ?? []
  const notBefore = secondsOf(tbs.validity.notBefore)
  const notAfter = secondsOf(tbs.validity.notAfter)
  if (key === undefined || Number.isNaN(notBefore) || Number.isNaN(notAfter)) return undefined
  return {
    subject: nameOf(tbs.subject),
    issuer: nameOf(tbs.issuer),
    serial: serialOf(tbs.serialNumber),
    dnsNames: names.flatMap(({ dNSName }) =>
      dNSName !== undefined && DNS_NAME.test(dNSName) ? dNSName : [],
    ),
    addresses: names.flatMap(({ iPAddress }) => addressOf(iPAddress) ?? []),
    serverAuth: usages.includes(x509.id_kp_serverAuth),
    isAuthority: extension(x509.id_ce_basicConstraints, x509.BasicConstraints)?.cA ?? false,
    notBefore,
    notAfter,
    key,
    spki: new Uint8Array(AsnConvert.serialize(tbs.subjectPublicKeyInfo)),
    revocationLists: points.flatMap(({ distributionPoint }) =>
      (distributionPoint?.fullName ?? []).flatMap(({ uniformResourceIdentifier: url }) =>
        url !== undefined && WEB_ADDRESS.test(url) ? url : [],
      ),
    ),
  }
}

const DNS_NAME = /^[A-Za-z0-9*_.-]{1,253}$/
const WEB_ADDRESS = /^https?:\/\/[A-Za-z0-9._~:/?#@!$&*+,;=%[\]-]{1,500}$/

const addressOf = (text: string | undefined): string | undefined => {
  const address = text === undefined ? undefined : parseAddress(text)
  return address && formatAddress({ address })
}

const secondsOf = (time: x509.Time): number => Math.floor(time.getTime().getTime() / 1000)

const serialOf = (serial: ArrayBuffer): string => hexOf(serial).replace(/^(?:00)+(?=..)/, '')

const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('')

/** The attribute types that certificates are named with (RFC 4514 §3, RFC 2985). */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'E',
}

const nameOf = (name: x509.Name): string =>
  name
    .flatMap(part => part.map(({ type, value }) => `${ATTRIBUTES[type] ?? type}=${value.toString()}`))
    .join(', ')
    .replaceAll(/[^\x20-\x7e\p{L}\p{N}]/gu, '?')
    .slice(0, 200)

/** Bits of the named curves, by the hex of their object identifier in DER (RFC 5480 §2.1.1.1). */
const CURVES: Readonly<Record<string, number>> = {
  '06082a8648ce3d030107': 256,
  '06052b81040022': 384,
  '06052b81040023': 521,
}

const keyOf = ({
  algorithm: { algorithm, parameters },
  subjectPublicKey,
}: x509.SubjectPublicKeyInfo): CertificateKey | undefined => {
  if (algorithm === '1.2.840.113549.1.1.1') return { kind: 'rsa', bits: modulusBits(subjectPublicKey) }
  if (algorithm === '1.2.840.10045.2.1') {
    const bits = CURVES[hexOf(parameters ?? new ArrayBuffer())]
    return bits === undefined ? undefined : { kind: 'ecdsa', bits }
  }
  if (algorithm === '1.3.101.112') return { kind: 'eddsa', bits: 256 }
  if (algorithm === '1.3.101.113') return { kind: 'eddsa', bits: 456 }
  return undefined
}

const modulusBits = (key: ArrayBuffer): number => {
  const modulus = new Uint8Array(AsnConvert.parse(key, RSAPublicKey).modulus)
  const first = modulus.findIndex(byte => byte !== 0)
  return first < 0 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24
}
