import { generateKeyPairSync } from 'node:crypto'
import nacl from 'tweetnacl'
import { expect, test } from 'vitest'
import { fromBase64, toBase64 } from '../../../schema/wire/base64.ts'
import type { BundleSecret, SecretHolds } from '../../../schema/wire/bundle-secret.ts'
import { seal } from '../../../schema/wire/sealed.ts'
import { RLYEH } from '../../../test/fixtures/rlyeh-in-memory.ts'
import { MemoryDisk } from '../../adapters/memory/disk.ts'
import { keyDigest } from '../../core/keys/private-key.ts'
import { heldKeyPath, SEAL_KEY } from '../../core/paths.ts'
import { writeKey } from './key-file.ts'
import { openSecrets } from './open-secrets.ts'

const own = nacl.box.keyPair()
const newKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()

const diskWithSeal = async (): Promise<MemoryDisk> => {
  const disk = new MemoryDisk()
  await writeKey(disk, SEAL_KEY, own.secretKey)
  return disk
}

const sealed = (
  holds: SecretHolds,
  value: string,
  as: Partial<{ network: string; name: string; holds: SecretHolds }> = {},
): BundleSecret => ({
  id: 'x',
  kind: 'sealed',
  name: 'laptop',
  holds,
  box: seal(
    toBase64(own.publicKey),
    { network: RLYEH.network, name: 'laptop', holds, ...as },
    new TextEncoder().encode(value),
  ),
})

const opened = async (disk: MemoryDisk, secret: BundleSecret): Promise<string | undefined> =>
  (await openSecrets(disk, { ...RLYEH, secrets: [secret] })).get('x')

test('a sealed password comes out as strongSwan reads it, whatever characters it has', async () => {
  const text = await opened(await diskWithSeal(), sealed('password', 'sesam "öffne" }#\n dich'))
  expect(text?.slice(0, 2)).toBe('0s')
  expect(new TextDecoder().decode(fromBase64(text?.slice(2) ?? ''))).toBe('sesam "öffne" }#\n dich')
})

test('a sealed private key comes out as PEM', async () => {
  const pem = newKey()
  expect(await opened(await diskWithSeal(), sealed('key', pem))).toBe(pem)
})

test.each([
  ['another network', { network: 'other' }, 'wrong-network'],
  ['another name', { name: 'somebody' }, 'wrong-name'],
  ['another kind', { holds: 'psk' }, 'wrong-holds'],
] as const)('a box that was sealed for %s is refused', async (_, as, code) => {
  await expect(opened(await diskWithSeal(), sealed('password', 'open-sesame', as))).rejects.toMatchObject({
    code,
  })
})

test('a box for another gateway is refused', async () => {
  const disk = new MemoryDisk()
  await writeKey(disk, SEAL_KEY, nacl.randomBytes(32))
  await expect(opened(disk, sealed('psk', 'open-sesame'))).rejects.toMatchObject({ code: 'not-for-this-key' })
})

test('a held key is read from this gateway', async () => {
  const disk = await diskWithSeal()
  const pem = newKey()
  const key = keyDigest(pem) ?? ''
  await disk.write('test', heldKeyPath(key), new TextEncoder().encode(pem), 0o600)
  expect(await opened(disk, { id: 'x', kind: 'held', key })).toBe(pem)
})

test('a held key that is not here says how to make one', async () => {
  const wish = opened(await diskWithSeal(), { id: 'x', kind: 'held', key: 'a'.repeat(64) })
  await expect(wish).rejects.toMatchObject({
    code: 'missing',
    message: expect.stringContaining('cygnet-runner csr'),
  })
})

test('a held key in the wrong file is refused, without a word of it', async () => {
  const disk = await diskWithSeal()
  const pem = newKey()
  await disk.write('test', heldKeyPath('b'.repeat(64)), new TextEncoder().encode(pem), 0o600)
  const wish = opened(disk, { id: 'x', kind: 'held', key: 'b'.repeat(64) })
  await expect(wish).rejects.toMatchObject({
    code: 'damaged',
    message: expect.not.stringContaining(pem.split('\n')[1] ?? 'x'),
  })
})
