/** One line of ipsec.secrets: whose it is, and its value, which is never to be shown. */
export type IpsecSecret =
  | { readonly type: 'PSK' | 'EAP' | 'NTLM'; readonly owners: readonly string[]; readonly value: string }
  | { readonly type: 'RSA' | 'ECDSA' | 'PKCS8'; readonly file: string }

const OWNER = `(?:"[^"\\0\\r\\n]+"|'[^'\\0\\r\\n]+'|[A-Za-z0-9@%*][A-Za-z0-9._@%*:,=/+-]*)`
const SHARED = new RegExp(`^(${OWNER}(?: ${OWNER})*) : (PSK|EAP|NTLM) (0s[A-Za-z0-9+/]+=*)$`)
const KEY = /^: (RSA|ECDSA|PKCS8) (cygnet-[a-z][a-z0-9-]{0,14}\.pem)$/

/**
 * Reads what the compiler writes of ipsec.secrets(5): comments, and one secret a line. strongSwan drops a line that it does not
 * understand and goes on; here it is refused. Throws a `SyntaxError` that names the line, never its text.
 */
export const readIpsecSecrets = (text: string): IpsecSecret[] =>
  text.split('\n').flatMap((line, index) => {
    if (line === '' || line.startsWith('#')) return []
    return [secretIn(line) ?? refuse(index)]
  })

const refuse = (index: number): never => {
  throw new SyntaxError(`ipsec.secrets line ${index + 1}: not owners, a type and one value`)
}

const secretIn = (line: string): IpsecSecret | undefined => {
  const [, kind, file] = KEY.exec(line) ?? []
  if (file !== undefined && (kind === 'RSA' || kind === 'ECDSA' || kind === 'PKCS8'))
    return { type: kind, file }
  const [, owners, type, value] = SHARED.exec(line) ?? []
  if (owners === undefined || value === undefined) return undefined
  if (type !== 'PSK' && type !== 'EAP' && type !== 'NTLM') return undefined
  const names = owners.match(new RegExp(OWNER, 'g')) ?? []
  return { type, owners: names.map(name => name.replace(/^(["'])(.*)\1$/, '$2')), value }
}

/** Who may log in by EAP, and with what. */
export const eapUsers = (secrets: readonly IpsecSecret[]): ReadonlyMap<string, string> =>
  new Map(
    secrets.flatMap(secret =>
      secret.type === 'EAP' || secret.type === 'NTLM'
        ? secret.owners.map((owner): [string, string] => [owner, `${secret.type} ${secret.value}`])
        : [],
    ),
  )
