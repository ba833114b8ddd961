import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { subsections, ViciClient } from '../../runner/adapters/vici/client.ts'
import { viciIpsec } from '../../runner/adapters/vici/ipsec.ts'
import { isList, type Value } from '../../runner/adapters/vici/message.ts'
import { type IpsecTexts, noIpsec } from '../../runner/ports/ipsec.ts'
import { accessTexts, laptopText, type User } from './access-texts.ts'
import { Charon } from './charon.ts'
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

const socket = (): string => `/proc/${gateway.pid}/root/run/charon.vici`

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

/** Logs in from the laptop; the words of swanctl when it was not let in. */
const logIn = async (user: User, id = user.name): Promise<string | undefined> => {
  await laptop.write(`/etc/swanctl/conf.d/${user.name}.conf`, laptopText(user, id).replace('#"', '#\\"'))
  await laptop.must('swanctl', ['--load-all', '--noprompt'])
  const { code, stdout } = await laptop.run('swanctl', [
    '--initiate',
    '--child',
    user.name,
    '--timeout',
    '10',
  ])
  return code === 0 ? undefined : stdout
}

const logOut = async (user: User): Promise<void> => {
  await laptop.run('swanctl', ['--terminate', '--ike', user.name, '--timeout', '5'])
}

const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

/** Who is in: by which connection, with which address, as which IKE SA. */
const present = async (): Promise<Record<string, { address: string; by: string; sa: string }>> => {
  await using charon = await ViciClient.connect(socket())
  const sas = (await charon.stream('list-sas', 'list-sa')).flatMap(subsections)
  return Object.fromEntries(
    sas
      .filter(([, sa]) => sa.get('state') === 'ESTABLISHED')
      .map(([by, sa]) => {
        const user = textOf(sa.get('remote-eap-id') ?? sa.get('remote-id'))
        const vips = sa.get('remote-vips')
        const address = isList(vips) ? vips.join(' ') : ''
        return [user, { address, by, sa: textOf(sa.get('initiator-spi')) }]
      }),
  )
}

const listed = async (command: string, key: string): Promise<readonly string[]> => {
  await using charon = await ViciClient.connect(socket())
  const found = (await charon.request(command)).get(key)
  return isList(found) ? found : []
}

describe('people on laptops', () => {
  test('two come in at once, and each gets the own address', async () => {
    await release([alice, bob])
    expect(await logIn(alice)).toBeUndefined()
    expect(await logIn(bob)).toBeUndefined()
    expect(await present()).toMatchObject({
      alice: { address: '10.0.255.100', by: 'laptops-alice' },
      bob: { address: '10.0.255.200', by: 'laptops-bob' },
    })
    await laptop.must('ping', ['-c', '2', '-i', '0.1', '-W', '2', '-I', '10.0.255.100', '10.1.0.1'])
  })

  test('the same release again disturbs nobody', async () => {
    const before = await present()
    await release([alice, bob])
    expect(await present()).toEqual(before)
  })

  test('somebody more disturbs nobody', async () => {
    const before = await present()
    await release([alice, bob, { name: 'carol', password: 'x', address: '10.0.255.7' }])
    expect(await present()).toEqual(before)
    await release([alice, bob])
    expect(await present()).toEqual(before)
  })

  test('a wrong password is not let in', async () => {
    await logOut(bob)
    expect(await logIn({ ...bob, password: 'guess' })).toContain('EAP_MSCHAPV2 method failed')
    expect(await logIn(bob)).toBeUndefined()
  })

  test('a new address ends the SA with the old one, and comes with the next login', async () => {
    const before = await present()
    await release([alice, { ...bob, address: '10.0.255.201' }])
    expect(await present()).toEqual({ alice: before['alice'] })
    await logOut(bob)
    expect(await logIn(bob)).toBeUndefined()
    expect((await present())['bob']?.address).toBe('10.0.255.201')
  })

  test('a new password ends what the old one opened', async () => {
    const before = await present()
    const changed = { ...bob, address: '10.0.255.201', password: 'a new one' }
    await release([alice, changed])
    expect(await present()).toEqual({ alice: before['alice'] })
    await logOut(bob)
    expect(await logIn(bob)).toContain('EAP_MSCHAPV2 method failed')
    expect(await logIn(changed)).toBeUndefined()
  })

  test('somebody who is removed is cut off, and stays out', async () => {
    const before = await present()
    await release([alice])
    expect(await present()).toEqual({ alice: before['alice'] })
    await logOut(bob)
    expect(await logIn({ ...bob, password: 'a new one' })).toContain('failed')
    expect(await present()).toEqual({ alice: before['alice'] })
    expect(await listed('get-shared', 'keys')).toEqual(['eap-alice'])
    expect(await listed('get-conns', 'conns')).toEqual(['laptops-alice', 'laptops'])
  })

  test('one who said nothing before EAP is told from the others who did not, and cut off alone', async () => {
    await release([alice, bob])
    await logOut(alice)
    expect(await logIn(alice, '172.16.0.2')).toBeUndefined()
    expect(await logIn(bob, 'some-computer')).toBeUndefined()
    const both = await present()
    expect(both).toMatchObject({ alice: { by: 'laptops' }, bob: { by: 'laptops' } })
    await release([alice])
    expect(await present()).toEqual({ alice: both['alice'] })
  })

  test('a new certificate with a new key is what the next login sees; nobody is disturbed', async () => {
    const before = await present()
    const keys = await listed('get-keys', 'keys')
    const renewed = authority.issue('ipsec.example.com')
    await release([alice], renewed)
    expect(await present()).toEqual(before)
    const now = await listed('get-keys', 'keys')
    expect(now).toHaveLength(1)
    expect(now).not.toEqual(keys)
    await logOut(alice)
    expect(await logIn(alice)).toBeUndefined()
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
    expect(await present()).toEqual({})
    expect(await listed('get-keys', 'keys')).toEqual([])
    expect(await listed('get-shared', 'keys')).toEqual([])
    await using charon = await ViciClient.connect(socket())
    expect([...(await charon.request('get-pools')).keys()]).toEqual([])
  })
})
