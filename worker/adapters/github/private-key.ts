import { fromBase64, toBase64 } from '../../../schema/wire/base64.ts'

/**
 * An App's private key as PKCS#8 PEM, which is all that WebCrypto reads. GitHub hands out PKCS#1 (RFC 8017 A.1.2); the
 * same key in a PKCS#8 envelope (RFC 5208 §5) is that with a fixed header around it. Throws a TypeError, without the
 * key in it, on anything else.
 */
export const asPkcs8 = (pem: string): string => {
  const match = /-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END \1?PRIVATE KEY-----/.exec(
    // A secret store that keeps one line hands the line breaks over as two characters.
    pem.replaceAll('\\n', '\n'),
  )
  const body = match?.[2]
  if (body === undefined) throw new TypeError('the private key is neither PKCS#1 nor PKCS#8 in PEM')
  const der = fromBase64(body)
  return inPem(match?.[1] === undefined ? der : inEnvelope(der))
}

/** INTEGER 0, SEQUENCE { OID rsaEncryption, NULL }. */
const RSA = [
  0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
]

/** SEQUENCE { what kind of key, OCTET STRING key }. */
const inEnvelope = (key: Uint8Array): Uint8Array =>
  element(0x30, Uint8Array.of(...RSA, ...element(0x04, key)))

/** One DER element; keys of up to 64 KiB. */
const element = (tag: number, value: Uint8Array): Uint8Array => {
  const size = value.length
  const length =
    size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, Math.floor(size / 0x100), size % 0x100]
  return Uint8Array.of(tag, ...length, ...value)
}

const inPem = (der: Uint8Array): string =>
  `-----BEGIN PRIVATE KEY-----\n${(toBase64(der).match(/.{1,64}/g) ?? []).join('\n')}\n-----END PRIVATE KEY-----\n`
