import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_PEM_LENGTH, readCertificate } from './certificate.ts'

/** Made with OpenSSL 3. */
const pem = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, `../../../test/fixtures/certificates/${name}.crt`), 'utf8')

const KINDS = ['authority', 'server-rsa', 'server-ecdsa', 'server-ed25519']

describe('a certificate made with OpenSSL', () => {
  test('says whom it names and for how long, as OpenSSL says it', () => {
    expect(readCertificate(pem('server-rsa'))).toMatchObject({
      subject: 'CN=ipsec.example.com',
      issuer: 'O=Miskatonic, CN=Miskatonic CA',
      serial: 'ff0102030405060708',
      dnsNames: ['ipsec.example.com'],
      addresses: ['203.0.113.7', '2001:db8::7'],
      serverAuth: true,
      isAuthority: false,
      revocationLists: ['http://crl.example.com/ca.crl'],
    })
    expect(readCertificate(pem('authority'))).toMatchObject({
      isAuthority: true,
      serverAuth: false,
      dnsNames: [],
    })
  })

  test.each([
    ['server-rsa', { kind: 'rsa', bits: 2048 }],
    ['server-ecdsa', { kind: 'ecdsa', bits: 384 }],
    ['server-ed25519', { kind: 'eddsa', bits: 256 }],
  ])('%s has a key of its kind', (name, key) => {
    expect(readCertificate(pem(name))?.key).toEqual(key)
  })

  test.each(KINDS)('%s: times, serial and public key are those that Node reads', name => {
    const theirs = new X509Certificate(pem(name))
    const ours = readCertificate(pem(name))
    expect(ours?.notBefore).toBe(theirs.validFromDate.getTime() / 1000)
    expect(ours?.notAfter).toBe(theirs.validToDate.getTime() / 1000)
    expect(ours?.serial).toBe(theirs.serialNumber.toLowerCase())
    expect(Buffer.from(ours?.spki ?? [])).toEqual(theirs.publicKey.export({ type: 'spki', format: 'der' }))
  })

  test('is found behind the words that openssl x509 -text puts before it, and with the line ends of Windows', () => {
    const text = pem('server-rsa')
    expect(readCertificate(`Certificate:\n    Data:\n${text}`)?.dnsNames).toEqual(['ipsec.example.com'])
    expect(readCertificate(text.replaceAll('\n', '\r\n'))?.dnsNames).toEqual(['ipsec.example.com'])
  })
})

describe('hostile text', () => {
  const der = (name: string) => new X509Certificate(pem(name)).raw
  const wrapped = (bytes: Uint8Array) =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes).toString('base64')}\n-----END CERTIFICATE-----\n`

  test('is no certificate: nothing, a key, half a block, too much', () => {
    const half = pem('server-rsa').slice(0, 400)
    const key = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n'
    for (const text of [
      '',
      'hello',
      half,
      key,
      wrapped(new Uint8Array()),
      `${pem('server-rsa')}${' '.repeat(MAX_PEM_LENGTH)}`,
    ])
      expect(readCertificate(text)).toBeUndefined()
  })

  test('bytes that were flipped, cut out or put in never throw, whatever they make of it', () => {
    const whole = KINDS.map(der)
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat(2000), fc.nat(8), fc.uint8Array({ maxLength: 8 })), {
          minLength: 1,
          maxLength: 6,
        }),
        (bytes, edits) => {
          const list = [...bytes]
          for (const [at, drop, put] of edits) list.splice(at % list.length, drop, ...put)
          readCertificate(wrapped(Uint8Array.from(list)))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('nesting as deep as the text can hold ends', () => {
    for (const byte of [0x30, 0x31, 0xa0, 0x24]) {
      const bytes = new Uint8Array(24_000)
      for (let at = 0; at < bytes.length; at += 4)
        bytes.set([byte, 0x82, (24_000 - at - 4) >> 8, (24_000 - at - 4) & 255], at)
      expect(readCertificate(wrapped(bytes))).toBeUndefined()
      expect(
        readCertificate(wrapped(new Uint8Array(24_000).fill(byte === 0x30 ? 0x80 : byte))),
      ).toBeUndefined()
      for (const pair of [
        [byte, 0x80],
        [byte, 0],
      ])
        expect(
          readCertificate(wrapped(Uint8Array.from({ length: 24_000 }, (_, at) => pair[at % 2] ?? 0))),
        ).toBeUndefined()
    }
  })

  test('a name with a NUL in it is not the name before the NUL, and no control character is shown', () => {
    const bytes = Buffer.from(der('server-rsa'))
    for (let at = bytes.indexOf('ipsec.example'); at >= 0; at = bytes.indexOf('ipsec.example', at + 1))
      bytes[at + 5] = 0
    const read = readCertificate(wrapped(bytes))
    expect(read?.dnsNames).toEqual([])
    expect(read?.subject).toBe('CN=ipsec?example.com')
  })
})

test('the reader runs where there is no Node', async () => {
  const { metafile, errors } = await build({
    entryPoints: [path.join(import.meta.dirname, 'certificate.ts')],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'neutral',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['workerd'],
  })
  expect(errors).toEqual([])
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(10)
})
