import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { viciIpsec } from '../../runner/adapters/vici/ipsec.ts'
import { type IpsecTexts, noIpsec } from '../../runner/ports/ipsec.ts'
import { connName } from '../../schema/wire/conn-name.ts'
import { Charon } from './charon.ts'
import { Namespace } from './namespace.ts'
import { StarterGateway } from './starter-gateway.ts'
import { TestAuthority } from './test-authority.ts'
import { wire } from './wire.ts'

/** A tunnel between the two daemons: rlyeh speaks swanctl, ulthar ipsec.conf. */
const SECRET = `0s${Buffer.alloc(32, 7).toString('base64')}`
const NETWORKS = { containers: '10.2.0.0/16', archive: '10.3.0.0/16' } as const
type Network = keyof typeof NETWORKS

const conn = (child: string, settings: Readonly<Record<string, string>>): string =>
  `\nconn ${connName({ connection: 'rlyeh-ulthar', child, starts: false })}\n${Object.entries({
    keyexchange: 'ikev2',
    left: '172.16.0.2',
    leftid: 'ulthar.miskatonic',
    right: '172.16.0.18',
    rightid: 'rlyeh.miskatonic',
    leftauth: 'psk',
    rightauth: 'psk',
    rightsubnet: '10.1.0.0/16',
    ike: 'aes128-sha256-ecp256!',
    esp: 'aes128-sha256!',
    reauth: 'no',
    mobike: 'no',
    ...settings,
  })
    .map(([key, value]) => `  ${key} = ${value}\n`)
    .join('')}`

const ultharWith = (networks: readonly Network[], more: Readonly<Record<string, string>> = {}) => ({
  '/etc/ipsec.d/cygnet.conf': `# made by cygnet\n${networks
    .map(name => conn(name, { leftsubnet: NETWORKS[name], auto: 'route' }))
    .join('')}`,
  '/etc/ipsec.d/cygnet.secrets': `# made by cygnet\nulthar.miskatonic rlyeh.miskatonic : PSK ${SECRET}\n`,
  ...more,
})

const rlyehTexts: IpsecTexts = {
  ...noIpsec('swanctl'),
  connections: `connections {
  rlyeh-ulthar {
    version = 2
    local_addrs = 172.16.0.18
    remote_addrs = 172.16.0.2
    proposals = aes128-sha256-ecp256
    mobike = no
    local {
      auth = psk
      id = rlyeh.miskatonic
    }
    remote {
      auth = psk
      id = ulthar.miskatonic
    }
    children {
${Object.entries(NETWORKS)
  .map(
    ([name, subnet]) =>
      `${name} {\nlocal_ts = 10.1.0.0/16\nremote_ts = ${subnet}\nesp_proposals = aes128-sha256\n}`,
  )
  .join('\n')}
    }
  }
}
`,
  secrets: `secrets {\nike-x {\nid-local = rlyeh.miskatonic\nid-remote = ulthar.miskatonic\nsecret = "${SECRET}"\n}\n}\n`,
}

let rlyeh: Namespace
let ulthar: Namespace
let runner: StarterGateway
const NONE = {}

beforeAll(async () => {
  rlyeh = await Namespace.create()
  ulthar = await Namespace.create()
  await wire([rlyeh, '172.16.0.18/24'], [ulthar, '172.16.0.2/24'])
  for (const address of ['10.2.0.1/16', '10.3.0.1/16'])
    await ulthar.must('ip', ['address', 'add', address, 'dev', 'lo'])
  await rlyeh.must('ip', ['address', 'add', '10.1.0.1/16', 'dev', 'lo'])
  for (const site of [rlyeh, ulthar])
    await site.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
  await ulthar.write('/etc/ipsec.conf', 'config setup\n\nconn by-hand\n  right = 192.0.2.9\n  auto = add\n')
  await ulthar.write('/etc/ipsec.secrets', '192.0.2.9 : PSK "by hand"\n', 0o600)
  await Charon.start(rlyeh)
  await viciIpsec(rlyeh.outside('/run/charon.vici')).apply(noIpsec('swanctl'), rlyehTexts)
  runner = await StarterGateway.start(ulthar)
})
afterAll(async () => {
  await rlyeh[Symbol.asyncDispose]()
  await ulthar[Symbol.asyncDispose]()
})

/** Every CHILD SA with its SPIs, which an untouched one keeps. */
const spis = async (): Promise<readonly string[]> =>
  [
    ...(await ulthar.must('ipsec', ['statusall'])).matchAll(
      /^ *(\S+)\{\d+\}: {2}INSTALLED,.* SPIs: (\S+ \S+)/gm,
    ),
  ].map(([, name, pair]) => `${name} ${pair}`)

/** ESP in user space knows no traps: what a packet would do is done by hand. */
const comesUp = async (network: Network): Promise<void> => {
  await ulthar.must('ipsec', ['up', `rlyeh-ulthar/${network}`])
}

const ping = async (from: string): Promise<void> => {
  await ulthar.must('ping', ['-c', '5', '-i', '0.1', '-W', '2', '-I', from, '10.1.0.1'])
}

describe('the runner and the starter', () => {
  test('a tunnel to a swanctl gateway comes up; what was written by hand stays', async () => {
    const wanted = ultharWith(['containers'])
    expect(await runner.check(wanted)).toBe('')
    expect(await runner.become(wanted)).toBe('')
    await comesUp('containers')
    await expect
      .poll(async () => await runner.children(), { timeout: 60_000 })
      .toEqual({ 'by-hand/by-hand': 'down', 'rlyeh-ulthar/containers': 'up' })
    await ping('10.2.0.1')
    expect(await ulthar.must('cat', ['/etc/ipsec.conf'])).toBe(
      'config setup\n\nconn by-hand\n  right = 192.0.2.9\n  auto = add\ninclude /etc/ipsec.d/cygnet.conf\n',
    )
  })

  test('what was up is asked for again, by its name, and a name that is not there is no error', async () => {
    await ulthar.must('ipsec', ['down', 'rlyeh-ulthar/containers'])
    await expect.poll(async () => await spis()).toEqual([])
    expect(await runner.wake(['rlyeh-ulthar/containers', 'rlyeh-ulthar/gone'])).toBe('')
    await expect.poll(async () => await spis(), { timeout: 60_000 }).toHaveLength(1)
  })

  test('a network more leaves the SA that there was as it was', async () => {
    const before = await spis()
    expect(before).toHaveLength(1)
    expect(await runner.become(ultharWith(['containers', 'archive']))).toBe('')
    await comesUp('archive')
    await expect
      .poll(async () => (await runner.children())['rlyeh-ulthar/archive'], { timeout: 60_000 })
      .toBe('up')
    expect(await spis()).toEqual(expect.arrayContaining([...before]))
  })

  test('the same again disturbs nothing', async () => {
    const before = await spis()
    await runner.become(ultharWith(['containers', 'archive']))
    expect(await spis()).toEqual(before)
  })

  test('the network that named the IKE SA goes with its SA, and the other stays', async () => {
    const before = await spis()
    expect(await runner.become(ultharWith(['archive']))).toBe('')
    await expect
      .poll(async () => await spis())
      .toEqual(before.filter(sa => sa.startsWith('rlyeh-ulthar/archive')))
    expect(await runner.children()).toEqual({ 'by-hand/by-hand': 'down', 'rlyeh-ulthar/archive': 'up' })
    await ping('10.3.0.1')
  })

  test('a removed tunnel takes its SAs with it; then both files are as they were', async () => {
    expect(await runner.become(NONE)).toBe('')
    await expect.poll(async () => await spis()).toEqual([])
    expect(await runner.children()).toEqual({ 'by-hand/by-hand': 'down' })
    expect(await ulthar.must('cat', ['/etc/ipsec.secrets'])).toBe('192.0.2.9 : PSK "by hand"\n')
    expect((await ulthar.run('ls', ['/etc/ipsec.d/cygnet.conf'])).code).not.toBe(0)
  })

  test('a new certificate under the same name is loaded, though no word of the conn has changed', async () => {
    using authority = new TestAuthority()
    const withServer = () => {
      const { certificate, key } = authority.issue('ipsec.example.com')
      const text = conn('laptops', {
        leftsubnet: '10.2.0.0/16',
        leftauth: 'pubkey',
        leftid: 'ipsec.example.com',
        leftcert: 'cygnet-laptops.pem',
        rightauth: 'eap-mschapv2',
        eap_identity: '%any',
        rightsourceip: '10.0.255.100',
        rightdns: '10.1.4.1',
        right: '%any',
        auto: 'add',
      }).replace(/ {2}right(id|subnet) = .*\n/g, '')
      return ultharWith(['containers'], {
        '/etc/ipsec.d/cygnet.conf': text,
        '/etc/ipsec.d/cygnet.secrets': `: ECDSA cygnet-laptops.pem\nalice : EAP ${SECRET}\nbob : NTLM ${SECRET}\n`,
        '/etc/ipsec.d/certs/cygnet-laptops.pem': certificate,
        '/etc/ipsec.d/cacerts/cygnet-laptops.pem': authority.certificate,
        '/etc/ipsec.d/private/cygnet-laptops.pem': key,
      })
    }
    const serials = async (): Promise<readonly string[]> =>
      [...(await ulthar.must('ipsec', ['listcerts'])).matchAll(/serial: +(\S+)[\s\S]*?has private key/g)].map(
        ([, serial]) => serial ?? '',
      )
    const first = withServer()
    expect(await runner.check(first)).toBe('')
    expect(await runner.become(first)).toBe('')
    const before = await serials()
    expect(before).toHaveLength(1)
    expect(await runner.become(withServer())).toBe('')
    const after = await serials()
    expect(after).toHaveLength(1)
    expect(after).not.toEqual(before)
    await runner.become(NONE)
  })

  test('what charon does not take is an error, and names the conn', async () => {
    const files = ultharWith(['containers'])
    const text = files['/etc/ipsec.d/cygnet.conf'].replace('aes128-sha256-ecp256!', 'nonsense!')
    expect(await runner.become({ ...files, '/etc/ipsec.d/cygnet.conf': text })).toMatch(
      /^failed: starter: charon did not load rlyeh-ulthar\/containers/,
    )
    expect(await runner.become(NONE)).toBe('')
  })

  test.each([
    ['a key that nobody knows', (text: string) => text.replace('mobike', 'mobbike'), 'not known'],
    ['a program to run', (text: string) => text.replace('mobike = no', 'leftupdown = /bin/sh'), 'not known'],
    ['an include', (text: string) => `include /etc/shadow\n${text}`, 'neither a conn nor one setting'],
    [
      'a value that the starter does not take',
      (text: string) => text.replace('mobike = no', 'mobike = noo'),
      'bad option value',
    ],
  ])('%s is refused before anything changes', async (_, damage, words) => {
    const files = ultharWith(['containers'])
    const text = damage(files['/etc/ipsec.d/cygnet.conf'])
    const said = await runner.check({ ...files, '/etc/ipsec.d/cygnet.conf': text })
    expect(said).toMatch(/^refused: starter: /)
    expect(said).toContain(words)
    expect(await ulthar.must('ls', ['/run'])).not.toContain('cygnet')
  })
})
