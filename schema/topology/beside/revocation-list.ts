/** The revocation list of an authority (RFC 5280 §5), which it signed itself: public, and of use only as it is. */
export interface RevocationList {
  /** Its name in `pki/`, such as `ca.crl`: the last part of the address in certificates. */
  readonly name: string
  readonly der: Uint8Array
}

const NAME = /^pki\/([A-Za-z0-9][A-Za-z0-9._-]*\.crl)$/
const BLOCK = /-----BEGIN X509 CRL-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END X509 CRL-----/

/** A file of `pki/` as a revocation list; undefined when it is something else, or no PEM of one (RFC 7468 §6). */
export const readRevocationList = (path: string, pem: string): RevocationList | undefined => {
  const name = NAME.exec(path)?.[1]
  const base64 = BLOCK.exec(pem)?.[1]?.replaceAll(/[\r\n]/g, '')
  if (name === undefined || base64 === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  if (base64.length % 4 !== 0) return undefined
  return { name, der: Uint8Array.from(atob(base64), character => character.charCodeAt(0)) }
}
