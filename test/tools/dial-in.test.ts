import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { compile } from '../../worker/compile/compile.ts'
import { SEAL_KEYS, sealedFile } from '../fixtures/laptops.ts'
import { publicKeys, testKeys, validNetwork } from '../fixtures/reference.ts'
import { laptopText, type User } from './access-texts.ts'
import { Charon } from './charon.ts'
import { Namespace } from './namespace.ts'
import { Starter } from './starter.ts'
import { TestAuthority } from './test-authority.ts'
import { wire } from './wire.ts'

const ada: User = { name: 'ada', password: 'open sesame', address: '10.0.255.100' }
const bob: User = { name: 'bob', password: 'swordfish', address: '10.0.255.200' }
/** MD4 of the password in UTF-16LE, made elsewhere: only this of bob's password is on the gateway. */
const BOBS_HASH = '61fb34469b9989b01be4e8630c52eed6'

const authority = new TestAuthority()
const server = authority.issue('ipsec.example.com')

const topologyText = (daemon: string): string => {
  const keys = publicKeys(testKeys(30))
  return JSON.stringify({
    cygnet: 1,
    network: 'test',
    private: ['10.0.0.0/8'],
    gateways: {
      north: {
        daemon,
        keys: { sign: `ed25519:${keys.sign}`, seal: `x25519:${SEAL_KEYS.north}` },
        interfaces: {
          wire: { managed: false, addresses: ['172.16.0.18/24'] },
          br0: { managed: false, addresses: ['10.1.0.1/16'] },
        },
        networks: { web: { subnet: '10.1.0.0/16', interface: 'br0' } },
      },
    },
    access: {
      laptops: {
        gateway: 'north',
        via: 'wire',
        id: 'ipsec.example.com',
        certificate: 'pki/ipsec.example.com.crt',
        routes: ['10.0.0.0/8'],
        ike: ['aes128-sha256-ecp256'],
        esp: ['aes128-sha256'],
        clients: ['linux'],
        users: { ada: { address: ada.address }, bob: { address: bob.address } },
        allow: { 'client-proposals': 'the laptop of this test offers these' },
      },
    },
  })
}

const bundleFor = (daemon: string): Bundle => {
  const files = {
    'topology.yaml': topologyText(daemon),
    'pki/ca.crt': authority.certificate,
    'pki/ipsec.example.com.crt': server.certificate,
    'secrets/ipsec.example.com.json': sealedFile('key'),
    'secrets/ada.json': sealedFile('password'),
    'secrets/bob.json': sealedFile('nt-hash'),
  }
  const [bundle] = compile(validNetwork(new Map(Object.entries(files))))
  if (bundle === undefined) throw new Error('no bundle')
  return bundle
}

/** What the runner would open. */
const OPENED: Readonly<Record<string, string>> = {
  laptops_key: server.key,
  'laptops-ada': `0s${Buffer.from(ada.password).toString('base64')}`,
  'laptops-bob': `0s${Buffer.from(BOBS_HASH, 'hex').toString('base64')}`,
}

const install = async (bundle: Bundle, namespace: Namespace): Promise<void> => {
  for (const { path, mode, content } of bundle.files) {
    if (!/^\/etc\/(?:swanctl|ipsec\.d)\//.test(path)) continue
    const text = content
      .map(piece => (typeof piece === 'string' ? piece : (OPENED[piece.secret] ?? '')))
      .join('')
    await namespace.write(path, text, mode)
  }
}

describe.each(['swanctl', 'ipsec.conf'])('people dial in to a gateway driven by %s', daemon => {
  let gateway: Namespace
  let laptop: Namespace

  beforeAll(async () => {
    gateway = await Namespace.create()
    laptop = await Namespace.create()
    await wire([gateway, '172.16.0.18/24'], [laptop, '172.16.0.2/24'])
    await gateway.must('ip', ['address', 'add', '10.1.0.1/16', 'dev', 'lo'])
    for (const site of [gateway, laptop])
      await site.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
    await laptop.write('/etc/swanctl/x509ca/authority.pem', authority.certificate)
    await Charon.start(laptop)
    await serve()
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await laptop[Symbol.asyncDispose]()
  })

  const serve = async (): Promise<void> => {
    if (daemon === 'swanctl') {
      const charon = await Charon.start(gateway)
      await install(bundleFor(daemon), gateway)
      await charon.loadAll()
    } else {
      const starter = await Starter.start(gateway)
      await install(bundleFor(daemon), gateway)
      await starter.update()
      await vi.waitFor(async () => {
        if ((await starter.charon.connections()).length !== 2) throw new Error('not loaded yet')
      }, 10_000)
    }
  }

  /** The address that the laptop was given; undefined when it was not let in. */
  const dialIn = async (user: User, announced = user.name): Promise<string | undefined> => {
    await laptop.write(`/etc/swanctl/conf.d/${user.name}.conf`, laptopText(user, announced))
    await laptop.must('swanctl', ['--load-all', '--noprompt'])
    const asked = ['--initiate', '--child', user.name, '--timeout', '10']
    const { code, stdout } = await laptop.run('swanctl', asked)
    return code === 0 ? /installing new virtual IP (\S+)/.exec(stdout)?.[1] : undefined
  }

  test('a wrong password is not let in', async () => {
    expect(await dialIn({ ...ada, password: 'open the door' })).toBeUndefined()
  })

  test('who announces somebody else is not let in, with a right password of their own', async () => {
    expect(await dialIn(bob, 'ada')).toBeUndefined()
  })

  test('somebody whom nobody knows is not let in', async () => {
    expect(await dialIn({ ...ada, name: 'eve' })).toBeUndefined()
  })

  test('two come in at once, by password and by NT hash, and each gets the own address', async () => {
    expect(await dialIn(ada)).toBe(ada.address)
    expect(await dialIn(bob)).toBe(bob.address)
    for (const { address } of [ada, bob])
      await laptop.must('ping', ['-c', '2', '-i', '0.1', '-W', '2', '-I', address, '10.1.0.1'])
  })
})

afterAll(() => {
  authority[Symbol.dispose]()
})
