import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import nacl from 'tweetnacl'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSealedFile } from '../../schema/topology/beside/sealed-file.ts'
import { open } from '../../schema/wire/sealed.ts'

const MAIN = path.join(import.meta.dirname, '../../cli/main.ts')
const NAME = 'ipsec.example.com'
const gateway = nacl.box.keyPair()
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
let folder = ''
let output = ''

const cygnet = (...words: string[]) => {
  const ended = spawnSync(process.execPath, [MAIN, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CYGNET_PASSPHRASE: 'ygnaiih thflthkhngha' },
  })
  output += ended.stdout + ended.stderr
  return ended
}
const openssl = (...words: string[]) => spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' })
const verify = (...more: string[]) =>
  openssl('verify', '-x509_strict', '-CAfile', 'pki/ca.crt', ...more, `pki/${NAME}.crt`)

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pki-'))
  writeFileSync(
    path.join(folder, 'topology.yaml'),
    `cygnet: 1
network: miskatonic
gateways:
  rlyeh:
    keys: { sign: "ed25519:${base64(nacl.sign.keyPair().publicKey)}", seal: "x25519:${base64(gateway.publicKey)}" }
    interfaces: { eth0: { managed: false, addresses: [203.0.113.4/24] } }
`,
  )
  expect(cygnet('pki', 'init', '--crl', 'http://crl.example.com/ca.crl').status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Everything below the folder but what Git ignores. */
const committed = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.parentPath.includes('.cygnet'))
    .map(entry => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

describe('a certificate whose key is sealed to the gateway', () => {
  test('is one that OpenSSL and strongSwan take', () => {
    expect(cygnet('pki', 'issue', NAME, '--address', '203.0.113.4', '--seal-to', 'rlyeh').status).toBe(0)
    expect(verify('-purpose', 'sslserver', '-crl_check', '-CRLfile', 'pki/ca.crl').stdout).toContain('OK')
    expect(verify('-verify_hostname', NAME).status).toBe(0)
    expect(verify('-verify_ip', '203.0.113.4').status).toBe(0)
    const shown = execFileSync('pki', ['--print', '--in', `pki/${NAME}.crt`], {
      cwd: folder,
      encoding: 'utf8',
    })
    for (const words of [
      'serverAuth',
      'RSA 3072 bits',
      `${NAME}, 203.0.113.4`,
      'http://crl.example.com/ca.crl',
    ])
      expect(shown).toContain(words)
    execFileSync('pki', ['--verify', '--in', `pki/${NAME}.crt`, '--cacert', 'pki/ca.crt'], { cwd: folder })
  })

  test('has a key that only this gateway can open, and that was nowhere in the clear', () => {
    const reading = readSealedFile(readFileSync(path.join(folder, `secrets/${NAME}.json`), 'utf8'))
    const box = reading.kind === 'sealed' ? (reading.file.boxes['rlyeh']?.box ?? '') : ''
    const as = { network: 'miskatonic', name: NAME, holds: 'key' } as const
    const key = Buffer.from(open(gateway.secretKey, as, box)).toString()
    writeFileSync(path.join(folder, 'opened.key'), key)
    const publicKey = openssl('pkey', '-in', 'opened.key', '-pubout').stdout
    expect(publicKey).toBe(openssl('x509', '-in', `pki/${NAME}.crt`, '-noout', '-pubkey').stdout)
    rmSync(path.join(folder, 'opened.key'))
    for (const line of key.split('\n').slice(3, 6)) expect(committed() + output).not.toContain(line)
    expect(committed()).not.toContain('PRIVATE KEY')
  })

  test('that cannot be issued leaves the one before and its key as they were', () => {
    const files = [`secrets/${NAME}.json`, `pki/${NAME}.crt`, 'pki/issued.json'].map(file =>
      path.join(folder, file),
    )
    const before = files.map(file => readFileSync(file, 'utf8'))
    const issue = ['pki', 'issue', NAME, '--seal-to', 'rlyeh']
    expect(cygnet(...issue, '--days', '900').status).toBe(2)
    expect(cygnet(...issue, '--dns', 'no name').status).toBe(2)
    expect(cygnet(...issue, '--key-file', 'pki/ca.crt').status).toBe(1)
    expect(cygnet('pki', 'issue', NAME, '--seal-to', 'nobody').status).toBe(2)
    expect(files.map(file => readFileSync(file, 'utf8'))).toEqual(before)
  })

  test('renewed and revoked, it is refused by the list, and the one before is too', () => {
    expect(cygnet('pki', 'renew', NAME).status).toBe(0)
    expect(verify('-crl_check', '-CRLfile', 'pki/ca.crl').status).toBe(0)
    expect(cygnet('pki', 'revoke', NAME, '--reason', 'key-compromise').status).toBe(0)
    expect(verify('-crl_check', '-CRLfile', 'pki/ca.crl').stderr).toContain('certificate revoked')
    const list = openssl('crl', '-in', 'pki/ca.crl', '-CAfile', 'pki/ca.crt', '-noout', '-text')
    expect(list.stderr).toContain('verify OK')
    expect(list.stdout.match(/Key Compromise/g)).toHaveLength(2)
    expect(list.stdout).toMatch(/CRL Number: \n\s+2/)
    expect(cygnet('pki', 'list').stdout.match(/revoked /g)).toHaveLength(2)
  })
})

test("the authority's key is encrypted, for its owner alone, and Git ignores it", () => {
  const file = path.join(folder, '.cygnet/authority/key.pem')
  expect(readFileSync(file, 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(path.join(folder, '.gitignore'), 'utf8')).toBe('/.cygnet/\n')
  expect(cygnet('pki', 'init').status).toBe(2)
  expect(output + committed()).not.toContain('thflthkhngha')
})

describe('a request that the gateway made', () => {
  const request = (...more: string[]) =>
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'gw.key',
      '-out',
      'gw.csr',
      '-subj',
      '/CN=x',
      ...more,
    )

  test('is signed for the names that the operator says, whatever it asks for', () => {
    request('-addext', 'subjectAltName=DNS:bank.example.com', '-addext', 'basicConstraints=CA:TRUE')
    expect(cygnet('pki', 'issue', 'vpn.example.com', '--csr', 'gw.csr').status).toBe(0)
    const text = openssl('x509', '-in', 'pki/vpn.example.com.crt', '-noout', '-text').stdout
    expect(text).toContain('DNS:vpn.example.com')
    expect(text).toContain('CA:FALSE')
    expect(text).not.toContain('bank')
  })

  test('is refused when it was tampered with, or is none', () => {
    const text = readFileSync(path.join(folder, 'gw.csr'), 'utf8')
    const lines = text.split('\n')
    lines[4] = lines[4]?.replace(/^./, c => (c === 'A' ? 'B' : 'A')) ?? ''
    writeFileSync(path.join(folder, 'bad.csr'), lines.join('\n'))
    expect(cygnet('pki', 'issue', 'vpn.example.com', '--csr', 'bad.csr')).toMatchObject({ status: 1 })
    writeFileSync(path.join(folder, 'bad.csr'), 'hello')
    expect(cygnet('pki', 'issue', 'vpn.example.com', '--csr', 'bad.csr')).toMatchObject({ status: 1 })
  })
})

describe('a certificate made elsewhere', () => {
  test('is taken with its key when clients could use it', () => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'root.key',
      '-out',
      'root.crt',
      '-subj',
      '/CN=r',
    )
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'far.key',
      '-out',
      'far.csr',
      '-subj',
      '/CN=far',
    )
    writeFileSync(
      path.join(folder, 'ext'),
      'subjectAltName=DNS:far.example.com\nextendedKeyUsage=serverAuth\n',
    )
    const sign = [
      'x509',
      '-req',
      '-in',
      'far.csr',
      '-CA',
      'root.crt',
      '-CAkey',
      'root.key',
      '-set_serial',
      '7',
    ]
    openssl(...sign, '-out', 'far.crt', '-extfile', 'ext')
    openssl(...sign, '-out', 'bare.crt')
    const key = ['--key', 'far.key', '--seal-to', 'rlyeh']
    expect(cygnet('pki', 'add', 'far.crt', '--authority', 'root.crt', ...key).status).toBe(0)
    expect(readFileSync(path.join(folder, 'pki/far-ca.crt'), 'utf8')).toContain('BEGIN CERTIFICATE')
  })

  test('is refused with everything that clients would find wrong', () => {
    const bare = cygnet('pki', 'add', 'bare.crt', '--authority', 'root.crt')
    expect(bare.status).toBe(1)
    expect(bare.stderr).toContain('serverAuth')
    expect(bare.stderr).toContain('subjectAltName')
    expect(cygnet('pki', 'add', 'far.crt').stderr).toContain('the authority has not signed it')
    const other = cygnet(
      'pki',
      'add',
      'far.crt',
      '--authority',
      'root.crt',
      '--key',
      'gw.key',
      '--seal-to',
      'rlyeh',
    )
    expect(other.stderr).toContain("not this certificate's")
  })
})
