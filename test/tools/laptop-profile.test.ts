import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linuxProfile } from '../../cli/user/profile/linux.ts'
import { Charon } from './charon.ts'
import { Namespace } from './namespace.ts'

const AUTHORITY = readFileSync(
  path.join(import.meta.dirname, '../fixtures/certificates/authority.crt'),
  'utf8',
).replaceAll(/-----[A-Z ]+-----|\s/g, '')

let namespace: Namespace

beforeAll(async () => {
  namespace = await Namespace.create()
})
afterAll(() => namespace[Symbol.asyncDispose]())

test('a laptop with real strongSwan loads its profile as it was meant', async () => {
  const files = linuxProfile({
    network: 'miskatonic',
    access: 'laptops',
    user: 'client.a@miskatonic',
    server: 'ipsec.example.com',
    authority: AUTHORITY,
    routes: ['10.0.0.0/8', 'fd00::/8'],
    ike: ['aes256gcm16-prfsha384-ecp384', 'aes256-sha256-modp2048'],
    esp: ['aes256gcm16', 'aes256-sha256'],
    password: '"} secrets { evil { secret = 1 } } # \\',
  })
  for (const { name, text } of files)
    await namespace.write(`/etc/swanctl/${name.endsWith('.pem') ? 'x509ca' : 'conf.d'}/${name}`, text)
  const charon = await Charon.start(namespace)
  const loaded = await charon.loadAll()
  expect(loaded).toContain("loaded certificate from '/etc/swanctl/x509ca/cygnet-laptops.pem'")
  expect(loaded.filter(line => line.includes('secret'))).toEqual([
    "loaded eap secret 'eap-laptops-client-a-miskatonic'",
  ])
  expect(await charon.connections()).toMatchObject([
    {
      'laptops-client-a-miskatonic': {
        'local-1': { class: 'EAP', 'eap-type': 'EAP_MSCHAPV2', id: 'client.a@miskatonic' },
        'remote-1': { class: 'public key', id: 'ipsec.example.com' },
      },
    },
  ])
})
