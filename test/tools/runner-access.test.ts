import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ViciClient } from '../../runner/adapters/vici/client.ts'
import { viciIpsec } from '../../runner/adapters/vici/ipsec.ts'
import { isList } from '../../runner/adapters/vici/message.ts'
import { type IpsecTexts, noIpsec } from '../../runner/ports/ipsec.ts'
import { accessTexts, type User } from './access-texts.ts'
import { Charon } from './charon.ts'
import { logIn, logOut, present } from './laptop.ts'
import { Namespace } from './namespace.ts'
import { type Issued, TestAuthority } from './test-authority.ts'
import { wire } from './wire.ts'

const alice: User = { name: 'alice', password: 'open-sesame', address: '10.0.255.100' }
const bob: User = { name: 'bob', password: 'swordfish }#"', address: '10.0.255.200' }

const authority = new TestAuthority()
const server = authority.issue('ipsec.example.com')
let gateway: Namespace
let laptop: Namespace
let now: IpsecTexts = noIpsec('swanctl')

const socket = (): string => gateway.outside('/run/charon.vici')

beforeAll(async () => {
  gateway = await Namespace.create()
  laptop = await Namespace.create()
  await wire([gateway, '172.16.0.18/24'], [laptop, '172.16.0.2/24'])
  await gateway.must('ip', ['address', 'add', '10.1.0.1/16', 'dev', 'lo'])
  for (const site of [gateway, laptop])
    await site.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
  await laptop.write('/etc/swanctl/x509ca/authority.pem', authority.certificate)
  await Charon.start(gateway)
  await Charon.start(laptop)
})
afterAll(async () => {
  authority[Symbol.dispose]()
  await gateway[Symbol.asyncDispose]()
  await laptop[Symbol.asyncDispose]()
})

/** What the gateway's runner does when a release says so. */
const release = async (users: readonly User[], issued: Issued = server): Promise<void> => {
  const wanted = accessTexts(issued, authority.certificate, users)
  const ipsec = viciIpsec(socket())
  await ipsec.check(wanted)
  await ipsec.apply(now, wanted)
  now = wanted
}

const comesIn = (user: User, id?: string) => logIn(laptop, user, id)
const leaves = (user: User) => logOut(laptop, user)
const here = () => present(socket())

const listed = async (command: string, key: string): Promise<readonly string[]> => {
  await using charon = await ViciClient.connect(socket())
  const found = (await charon.request(command)).get(key)
  return isList(found) ? found : []
}

describe('people on laptops', () => {
  test('two come in at once, and each gets the own address', async () => {
    await release([alice, bob])
    expect(await comesIn(alice)).toBeUndefined()
    expect(await comesIn(bob)).toBeUndefined()
    expect(await here()).toMatchObject({
      alice: { address: '10.0.255.100', by: 'laptops-alice' },
      bob: { address: '10.0.255.200', by: 'laptops-bob' },
    })
    await laptop.must('ping', ['-c', '2', '-i', '0.1', '-W', '2', '-I', '10.0.255.100', '10.1.0.1'])
  })

  test('the same release again disturbs nobody', async () => {
    const before = await here()
    await release([alice, bob])
    expect(await here()).toEqual(before)
  })

  test('somebody more disturbs nobody', async () => {
    const before = await here()
    await release([alice, bob, { name: 'carol', password: 'x', address: '10.0.255.7' }])
    expect(await here()).toEqual(before)
    await release([alice, bob])
    expect(await here()).toEqual(before)
  })

  test('a wrong password is not let in', async () => {
    await leaves(bob)
    expect(await comesIn({ ...bob, password: 'guess' })).toContain('EAP_MSCHAPV2 method failed')
    expect(await comesIn(bob)).toBeUndefined()
  })

  test('a new address ends the SA with the old one, and comes with the next login', async () => {
    const before = await here()
    await release([alice, { ...bob, address: '10.0.255.201' }])
    expect(await here()).toEqual({ alice: before['alice'] })
    await leaves(bob)
    expect(await comesIn(bob)).toBeUndefined()
    expect((await here())['bob']?.address).toBe('10.0.255.201')
  })

  test('a new password ends what the old one opened', async () => {
    const before = await here()
    const changed = { ...bob, address: '10.0.255.201', password: 'a new one' }
    await release([alice, changed])
    expect(await here()).toEqual({ alice: before['alice'] })
    await leaves(bob)
    expect(await comesIn(bob)).toContain('EAP_MSCHAPV2 method failed')
    expect(await comesIn(changed)).toBeUndefined()
  })

  test('somebody who is removed is cut off, and stays out', async () => {
    const before = await here()
    await release([alice])
    expect(await here()).toEqual({ alice: before['alice'] })
    await leaves(bob)
    expect(await comesIn({ ...bob, password: 'a new one' })).toContain('failed')
    expect(await here()).toEqual({ alice: before['alice'] })
    expect(await listed('get-shared', 'keys')).toEqual(['eap-alice'])
    expect(await listed('get-conns', 'conns')).toEqual(['laptops-alice', 'laptops'])
  })

  test('one who said nothing before EAP is told from the others who did not, and cut off alone', async () => {
    await release([alice, bob])
    await leaves(alice)
    expect(await comesIn(alice, '172.16.0.2')).toBeUndefined()
    expect(await comesIn(bob, 'some-computer')).toBeUndefined()
    const both = await here()
    expect(both).toMatchObject({ alice: { by: 'laptops' }, bob: { by: 'laptops' } })
    await release([alice])
    expect(await here()).toEqual({ alice: both['alice'] })
  })

  test('a new certificate with a new key is what the next login sees; nobody is disturbed', async () => {
    const before = await here()
    const keys = await listed('get-keys', 'keys')
    const renewed = authority.issue('ipsec.example.com')
    await release([alice], renewed)
    expect(await here()).toEqual(before)
    const now = await listed('get-keys', 'keys')
    expect(now).toHaveLength(1)
    expect(now).not.toEqual(keys)
    await leaves(alice)
    expect(await comesIn(alice)).toBeUndefined()
  })

  test.each([
    [
      'the certificate of another key',
      () => ({ ...server, key: authority.issue('x.example.com').key }),
      'another key',
    ],
    ['a key that is none', () => ({ ...server, key: 'none' }), 'holds no private key'],
    ['a certificate that is none', () => ({ ...server, certificate: 'none' }), 'holds no certificate'],
  ] as const)('%s is refused before charon sees it', async (_, issued, words) => {
    const wanted = accessTexts(issued(), authority.certificate, [alice])
    await expect(viciIpsec(socket()).check(wanted)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(words),
    })
  })

  test('everything gone, nobody is left, and no key', async () => {
    await viciIpsec(socket()).apply(now, noIpsec('swanctl'))
    now = noIpsec('swanctl')
    expect(await here()).toEqual({})
    expect(await listed('get-keys', 'keys')).toEqual([])
    expect(await listed('get-shared', 'keys')).toEqual([])
    await using charon = await ViciClient.connect(socket())
    expect([...(await charon.request('get-pools')).keys()]).toEqual([])
  })
})
