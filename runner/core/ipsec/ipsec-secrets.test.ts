import { describe, expect, test } from 'vitest'
import { eapUsers, readIpsecSecrets } from './ipsec-secrets.ts'

describe('ipsec.secrets', () => {
  test('is read as the compiler wrote it', () => {
    const text = `# Written by cygnet.
: PKCS8 cygnet-laptops.pem
ulthar.miskatonic rlyeh.miskatonic : PSK 0sc2VzYW1l
"C=CH, CN=it's me" %any : PSK 0sc2VzYW1l
ada@example.com : EAP 0sc2VzYW1l
'b "o" b' : NTLM 0sc2VzYW1l
`
    expect(readIpsecSecrets(text)).toEqual([
      { type: 'PKCS8', file: 'cygnet-laptops.pem' },
      { type: 'PSK', owners: ['ulthar.miskatonic', 'rlyeh.miskatonic'], value: '0sc2VzYW1l' },
      { type: 'PSK', owners: ["C=CH, CN=it's me", '%any'], value: '0sc2VzYW1l' },
      { type: 'EAP', owners: ['ada@example.com'], value: '0sc2VzYW1l' },
      { type: 'NTLM', owners: ['b "o" b'], value: '0sc2VzYW1l' },
    ])
    expect([...eapUsers(readIpsecSecrets(text)).keys()]).toEqual(['ada@example.com', 'b "o" b'])
  })

  test.each([
    ['no type', 'a b "c2VzYW1l"'],
    ['no owner, so that it is for everybody', ': PSK 0sc2VzYW1l'],
    ['a type that nobody knows', 'a : PSSK 0sc2VzYW1l'],
    ['a value that is not base64', 'a : PSK "c2VzYW1l"'],
    ['a key somewhere else', ': RSA /etc/ssl/private/key.pem'],
    ['a passphrase', ': RSA cygnet-laptops.pem c2VzYW1l'],
    ['an include', 'include /etc/shadow'],
    ['two secrets in one line', 'a : PSK 0sc2VzYW1l b : PSK 0sc2VzYW1l'],
    ['a line that goes on', 'a : PSK 0sc2VzYW1l\n  c2VzYW1l'],
  ])('with %s is refused, and the secret is not told', (_, text) => {
    let words = ''
    try {
      readIpsecSecrets(text)
    } catch (error) {
      words = error instanceof SyntaxError ? error.message : ''
    }
    expect(words).toMatch(/^ipsec\.secrets line \d: /)
    expect(words).not.toContain('c2VzYW1l')
  })
})
