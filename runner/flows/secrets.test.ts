import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { toBase64 } from '../../schema/wire/base64.ts'
import type { Bundle, ManagedFile } from '../../schema/wire/bundle.ts'
import type { BundleSecret } from '../../schema/wire/bundle-secret.ts'
import { seal } from '../../schema/wire/sealed.ts'
import { REFERENCE_KEYS } from '../../test/fixtures/reference.ts'
import { referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, RLYEH } from '../../test/fixtures/rlyeh-in-memory.ts'
import { keyDigest } from '../core/keys/private-key.ts'
import { heldKeyPath } from '../core/paths.ts'
import { boot } from './boot.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'

const KEY_FILE = '/etc/swanctl/private/cygnet-laptops.pem'

/** The reference network, where rlyeh has one more secret, as its file says. */
const withSecret = (secret: BundleSecret): Bundle[] => {
  const file: ManagedFile = { path: KEY_FILE, mode: 0o600, content: [{ secret: secret.id }] }
  return referenceBundles().map(bundle =>
    bundle.gateway === 'rlyeh'
      ? {
          ...bundle,
          files: [...bundle.files, file].sort((a, b) => (a.path < b.path ? -1 : 1)),
          secrets: [secret, ...bundle.secrets],
        }
      : bundle,
  )
}

const sealedFor = (network: string): BundleSecret => {
  const as = { network, name: 'laptops', holds: 'password' } as const
  const to = toBase64(REFERENCE_KEYS.rlyeh.seal.publicKey)
  const box = seal(to, as, new TextEncoder().encode('open-sesame'))
  return { id: 'laptops_key', kind: 'sealed', name: 'laptops', holds: 'password', box }
}

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
const held: BundleSecret = { id: 'laptops_key', kind: 'held', key: keyDigest(pem) ?? '' }

test('a secret that was sealed for another network is refused, said once, and nothing has changed', async () => {
  const { world, host, gateway, reports } = await beginRlyeh(withSecret(sealedFor('elsewhere')))
  for (let turn = 0; turn < 3; turn++) await once(gateway)
  expect(reports()).toMatchObject([{ outcome: 'refused', problem: { code: 'sealed-wrong-network' } }])
  expect(JSON.stringify(reports())).not.toContain('sesame')
  expect(host.acts).toEqual([])
  expect([...world.disk.files.keys()].filter(path => path.startsWith('/etc/'))).toEqual([])
})

test('a held key goes into its file, and nowhere else', async () => {
  const { world, gateway } = await beginRlyeh(withSecret(held))
  const path = heldKeyPath(keyDigest(pem) ?? '')
  await world.disk.write('test', path, new TextEncoder().encode(pem), 0o600)
  expect((await once(gateway)).trouble).toBeUndefined()
  expect(world.disk.files.get(KEY_FILE)?.mode).toBe(0o600)
  const holders = [...world.disk.files.keys()].filter(name => world.disk.text(name)?.includes(pem))
  expect(holders.sort()).toEqual([KEY_FILE, path].sort())
})

test('a sealed secret that is no key, in the place of one, is refused without a word of it', async () => {
  const { host, gateway, reports } = await beginRlyeh(withSecret(sealedFor(RLYEH.network)))
  await once(gateway)
  expect(host.live.armed).toBeUndefined()
  expect(reports()).toMatchObject([{ outcome: 'refused', problem: { code: 'preflight-ipsec' } }])
  expect(JSON.stringify(reports())).not.toContain(Buffer.from('open-sesame').toString('base64'))
})

test('a held key that is not here is refused in words that say how to make one', async () => {
  const { host, gateway, reports } = await beginRlyeh(withSecret(held))
  await once(gateway)
  expect(host.acts).toEqual([])
  expect(reports()).toMatchObject([
    {
      outcome: 'refused',
      problem: { code: 'held-key-missing', message: expect.stringContaining('cygnet-runner csr') },
    },
  ])
})

test('a key that is lost later does not keep the firewall from coming back at boot', async () => {
  const { world, host, gateway } = await beginRlyeh(withSecret(held))
  await world.disk.write('test', heldKeyPath(keyDigest(pem) ?? ''), new TextEncoder().encode(pem), 0o600)
  await once(gateway)
  world.disk.files.delete(heldKeyPath(keyDigest(pem) ?? ''))
  host.live.rules = undefined
  await boot(gateway)
  expect((await loadJournal(world.disk)).inForce?.release).toBe(2)
  expect(host.live).toMatchObject({ rules: { v4: expect.stringContaining('CYGNET') } })
})
