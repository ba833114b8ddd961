import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { User } from './access-texts.ts'
import { Charon } from './charon.ts'
import { logIn, logOut, present } from './laptop.ts'
import { Namespace } from './namespace.ts'
import { StarterGateway } from './starter-gateway.ts'
import { TestAuthority } from './test-authority.ts'
import { wire } from './wire.ts'

const alice: User = { name: 'alice', password: 'open-sesame', address: '10.0.255.100' }
const bob: User = { name: 'bob', password: 'swordfish', address: '10.0.255.200' }

const authority = new TestAuthority()
const server = authority.issue('ipsec.example.com')
let gateway: StarterGateway
let laptop: Namespace

beforeAll(async () => {
  const namespace = await Namespace.create()
  laptop = await Namespace.create()
  await wire([namespace, '172.16.0.18/24'], [laptop, '172.16.0.2/24'])
  await namespace.must('ip', ['address', 'add', '10.1.0.1/16', 'dev', 'lo'])
  for (const site of [namespace, laptop])
    await site.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
  await laptop.write('/etc/swanctl/x509ca/authority.pem', authority.certificate)
  gateway = await StarterGateway.start(namespace)
  await Charon.start(laptop)
})
afterAll(async () => {
  authority[Symbol.dispose]()
  await gateway.namespace[Symbol.asyncDispose]()
  await laptop[Symbol.asyncDispose]()
})

/** strongSwan's NTLM secrets are the MD4 of the password in UTF-16 (RFC 2759 §8.3). */
const ntHash = (password: string): string => {
  const args = ['dgst', '-provider', 'legacy', '-md4', '-binary']
  return execFileSync('openssl', args, { input: Buffer.from(password, 'utf16le') }).toString('base64')
}

const conn = (connection: string, pool: string, who: string): string => `
conn ${connection}/inside
  keyexchange = ikev2
  left = 172.16.0.18
  leftid = ipsec.example.com
  leftauth = pubkey
  leftcert = cygnet-laptops.pem
  leftsendcert = always
  leftsubnet = 10.1.0.0/16
  right = "%any"
  ${who}
  rightauth = eap-mschapv2
  rightsendcert = never
  rightsourceip = ${pool}
  ike = aes128-sha256-ecp256!
  esp = aes128-sha256!
  rekey = no
  reauth = no
  auto = add
`

/** What the gateway's runner does when a release says who may come in. */
const release = async (users: readonly User[], secretOf: (user: User) => string): Promise<void> => {
  const said = await gateway.become({
    '/etc/ipsec.d/cygnet.conf': [
      ...users.map(({ name, address }) =>
        conn(`laptops-${name}`, `${address}/32`, `rightid = ${name}\n  eap_identity = ${name}`),
      ),
      conn('laptops', '10.0.254.0/28', 'rightid = %any\n  eap_identity = %identity'),
    ].join(''),
    '/etc/ipsec.d/cygnet.secrets': [': PKCS8 cygnet-laptops.pem', ...users.map(secretOf), ''].join('\n'),
    '/etc/ipsec.d/certs/cygnet-laptops.pem': server.certificate,
    '/etc/ipsec.d/cacerts/cygnet-laptops.pem': authority.certificate,
    '/etc/ipsec.d/private/cygnet-laptops.pem': server.key,
  })
  expect(said).toBe('')
}

const byPassword = ({ name, password }: User): string =>
  `${name} : EAP 0s${Buffer.from(password).toString('base64')}`
const byHash = ({ name, password }: User): string => `${name} : NTLM 0s${ntHash(password)}`

/** charon offers vici under the starter too, where the plugin is installed. */
const here = async () => await present(gateway.namespace.outside('/run/charon.vici'))

describe('people on laptops, and the starter', () => {
  test('two come in at once, and each gets the own address', async () => {
    await release([alice, bob], byPassword)
    expect(await logIn(laptop, alice)).toBeUndefined()
    expect(await logIn(laptop, bob)).toBeUndefined()
    expect(await here()).toMatchObject({
      alice: { address: '10.0.255.100', by: 'laptops-alice/inside' },
      bob: { address: '10.0.255.200', by: 'laptops-bob/inside' },
    })
  })

  test('the same release again disturbs nobody', async () => {
    const before = await here()
    await release([alice, bob], byPassword)
    expect(await here()).toEqual(before)
  })

  test('a new address ends the SA with the old one, and comes with the next login', async () => {
    const before = await here()
    const moved = { ...bob, address: '10.0.255.201' }
    await release([alice, moved], byPassword)
    await vi.waitFor(async () => expect(await here()).toEqual({ alice: before['alice'] }), {
      timeout: 60_000,
    })
    await logOut(laptop, bob)
    expect(await logIn(laptop, bob)).toBeUndefined()
    expect((await here())['bob']?.address).toBe('10.0.255.201')
  })

  test('somebody who is removed is cut off, and stays out', async () => {
    const before = await here()
    await release([alice], byPassword)
    await vi.waitFor(async () => expect(await here()).toEqual({ alice: before['alice'] }), {
      timeout: 60_000,
    })
    await logOut(laptop, bob)
    expect(await logIn(laptop, bob)).toContain('failed')
  })

  test('the NT hash lets in like the password, and who only says so within EAP gets another address', async () => {
    await release([alice, bob], byHash)
    await logOut(laptop, alice)
    expect(await logIn(laptop, alice)).toBeUndefined()
    expect(await logIn(laptop, bob, 'some-computer')).toBeUndefined()
    expect(await here()).toMatchObject({
      alice: { by: 'laptops-alice/inside' },
      bob: { by: 'laptops/inside', address: expect.stringMatching(/^10\.0\.254\./) },
    })
  })

  test('one who only said so within EAP is cut off alone', async () => {
    const before = await here()
    await release([alice], byHash)
    await vi.waitFor(async () => expect(await here()).toEqual({ alice: before['alice'] }), {
      timeout: 60_000,
    })
  })
})
