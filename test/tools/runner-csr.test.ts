import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { realDisk } from '../../runner/adapters/disk.ts'
import { openssl } from '../../runner/adapters/openssl.ts'
import type { CsrWish } from '../../runner/core/keys/csr-wish.ts'
import { heldKeyPath } from '../../runner/core/paths.ts'
import { csr } from '../../runner/flows/keys/csr.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cygnet-csr-'))
})
afterAll(async () => {
  await rm(root, { recursive: true })
})

const make = async (wish: CsrWish) =>
  await csr(
    {
      disk: realDisk(root),
      requests: { request: async (config, path) => await openssl(root).request(config, root + path) },
    },
    wish,
  )

const shown = (pem: string): string =>
  execFileSync('openssl', ['req', '-noout', '-text', '-verify'], { input: pem, encoding: 'utf8' })

test.each([
  [{ type: 'rsa', bits: 3072 }, 'Public-Key: (3072 bit)'],
  [{ type: 'ecdsa' }, 'NIST CURVE: P-256'],
] as const)(
  'a request for %j says what a server needs, signed with a key that stays here',
  async (key, words) => {
    const id = 'ipsec.example.com'
    const { pem, digest } = await make({ id, addresses: ['192.0.2.1', '2001:db8::1'], key })
    const text = shown(pem)
    expect(text).toContain(words)
    expect(text).toMatch(/Subject: CN ?= ?ipsec\.example\.com\n/)
    expect(text).toContain('DNS:ipsec.example.com, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1')
    expect(text).toContain('TLS Web Server Authentication')
    const path = root + heldKeyPath(digest)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/)
    const spki = execFileSync('openssl', ['req', '-noout', '-pubkey'], { input: pem })
    expect(spki).toEqual(execFileSync('openssl', ['pkey', '-in', path, '-pubout']))
  },
)

test('another request makes another key, and leaves the first', async () => {
  const before = await readdir(join(root, 'var/lib/cygnet/keys'))
  await make({ id: 'ipsec.example.com', addresses: [], key: { type: 'ecdsa' } })
  const after = await readdir(join(root, 'var/lib/cygnet/keys'))
  expect(after).toEqual(expect.arrayContaining(before))
  expect(after).toHaveLength(before.length + 1)
})
