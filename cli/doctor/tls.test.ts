import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, getCACertificates, type Server, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeAuthority, makeServerCertificate } from '../pki/make-certificate.ts'
import { lookAtTls } from './reach.ts'

const DAY = 24 * 3600 * 1000
/** Certificates count in seconds. */
const now = new Date(Math.floor(Date.now() / 1000) * 1000)
const DAYS = 30

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** A control plane behind TLS, by an authority that this process trusts; what a gateway would see is what the doctor says. */
describe('the certificate of a control plane', () => {
  const before = getCACertificates('default')
  const authorityKey = newKey().privateKey
  let authority: string
  let server: Server | undefined

  beforeAll(async () => {
    const made = new Date(now.getTime() - 400 * DAY)
    authority = await makeAuthority({ name: 'Test', key: authorityKey, days: 4000, now: made })
    setDefaultCACertificates([...before, authority])
  })
  afterAll(() => setDefaultCACertificates(before))
  afterEach(() => server?.close())

  const serve = async (made: Date, address = '127.0.0.1', key: KeyObject = authorityKey): Promise<string> => {
    const own = newKey()
    const spki = Uint8Array.from(own.publicKey.export({ type: 'spki', format: 'der' }))
    const cert = await makeServerCertificate({
      authority,
      key,
      spki,
      dnsNames: [],
      addresses: [address],
      days: DAYS,
      revocationList: undefined,
      now: made,
    })
    server = createServer({ cert, key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }) })
    // Whoever does not trust it hangs up.
    server.on('tlsClientError', () => undefined)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1/miskatonic`
  }
  const look = async (base: string): Promise<string> => {
    const get = () => Promise.reject(new Error('nobody asks'))
    const [found] = await lookAtTls({ base, network: 'miskatonic', now, trust: '', get })
    return `${found?.verdict} ${found?.says.replace(/^127\.0\.0\.1 /, '')}`
  }
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY)

  test('is good', async () => {
    expect(await look(await serve(now))).toBe(`fine the certificate is good for ${DAYS} days`)
  })

  test('ends soon', async () => {
    expect(await look(await serve(daysAgo(DAYS - 5)))).toBe('warning the certificate ends in 5 days')
  })

  test('has expired', async () => {
    expect(await look(await serve(daysAgo(DAYS + 1)))).toBe(
      'wrong shows no certificate that holds: CERT_HAS_EXPIRED',
    )
  })

  test('is of another name', async () => {
    expect(await look(await serve(now, '127.0.0.2'))).toBe(
      'wrong shows no certificate that holds: ERR_TLS_CERT_ALTNAME_INVALID',
    )
  })

  test('was signed by somebody else', async () => {
    expect(await look(await serve(now, '127.0.0.1', newKey().privateKey))).toBe(
      'wrong shows no certificate that holds: CERT_SIGNATURE_FAILURE',
    )
  })
})
