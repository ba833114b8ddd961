import { hasKeyFor, isPrivateKey } from '../keys/private-key.ts'

/** What a credential file is to the daemon, by its folder. */
export type CredentialKind = 'certificate' | 'authority' | 'revocation-list' | 'key'

const KINDS: Readonly<Record<string, CredentialKind>> = {
  x509: 'certificate',
  certs: 'certificate',
  x509ca: 'authority',
  cacerts: 'authority',
  x509crl: 'revocation-list',
  crls: 'revocation-list',
  private: 'key',
}

/** What a file holds, by where it lies. Throws a `SyntaxError` for any other place. */
export const credentialKind = (path: string): CredentialKind => {
  const kind = KINDS[path.split('/').at(-2) ?? '']
  if (kind === undefined) throw new SyntaxError(`${path} is no place for a credential`)
  return kind
}

/** The texts of one kind. */
export const credentialsOf = (files: ReadonlyMap<string, string>, wanted: CredentialKind): string[] =>
  [...files].flatMap(([path, text]) => (credentialKind(path) === wanted ? [text] : []))

/** What is wrong with certificates and keys before any daemon has seen them; never a word of a key. */
export const credentialFaults = (files: ReadonlyMap<string, string>): string[] => {
  const keys = credentialsOf(files, 'key')
  return [...files].flatMap(([path, text]) => {
    const kind = credentialKind(path)
    if (kind === 'key') return isPrivateKey(text) ? [] : [`${path} holds no private key`]
    if (kind === 'revocation-list')
      return text.includes('-----BEGIN X509 CRL-----') ? [] : [`${path} holds no list`]
    const fits = hasKeyFor(text, keys)
    if (fits === undefined) return [`${path} holds no certificate`]
    return fits || kind === 'authority'
      ? []
      : [`${path} is the certificate of another key than those that this gateway has`]
  })
}
