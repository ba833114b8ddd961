import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { subsections, ViciClient } from '../../runner/adapters/vici/client.ts'
import { viciIpsec } from '../../runner/adapters/vici/ipsec.ts'
import { isSection, type Section } from '../../runner/adapters/vici/message.ts'
import { childKey } from '../../runner/core/ipsec/probe-verdict.ts'
import { openFiles } from '../../runner/core/keys/open.ts'
import { ipsecTexts } from '../../runner/flows/change/texts.ts'
import { type Ipsec, type IpsecTexts, noIpsec } from '../../runner/ports/ipsec.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { archiveBundles, referenceBundles } from '../fixtures/reference-bundles.ts'
import { Charon } from './charon.ts'
import { Namespace } from './namespace.ts'

/** A gateway whose ESP is in user space, over TUN: that works on any kernel. */
interface Site {
  readonly namespace: Namespace
  readonly ipsec: Ipsec
  readonly socket: string
}

const socketOf = (namespace: Namespace): string => namespace.outside('/run/charon.vici')

const makeSite = async (): Promise<Site> => {
  const namespace = await Namespace.create()
  const socket = socketOf(namespace)
  return { namespace, socket, ipsec: viciIpsec(socket) }
}

/** Both ends of a wire get their outside address, their inside addresses, and a daemon. */
const settle = async ({ namespace }: Site, outside: string, inside: readonly string[]): Promise<void> => {
  await namespace.must('ip', ['address', 'add', outside, 'dev', 'wire'])
  await namespace.must('ip', ['link', 'set', 'wire', 'up'])
  for (const address of inside) await namespace.must('ip', ['address', 'add', address, 'dev', 'lo'])
  await namespace.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
  await Charon.start(namespace)
}

let rlyeh: Site
let ulthar: Site

beforeAll(async () => {
  rlyeh = await makeSite()
  ulthar = await makeSite()
  const [net, peer] = [`--net=/proc/${rlyeh.namespace.pid}/ns/net`, String(ulthar.namespace.pid)]
  const wire = ['ip', 'link', 'add', 'wire', 'type', 'veth', 'peer', 'name', 'wire', 'netns', peer]
  execFileSync('nsenter', [net, ...wire])
  await settle(rlyeh, '172.16.0.18/24', ['10.1.0.1/16'])
  await settle(ulthar, '172.16.0.2/24', ['10.2.0.1/16', '10.3.0.1/16'])
})
afterAll(async () => {
  await rlyeh.namespace[Symbol.asyncDispose]()
  await ulthar.namespace[Symbol.asyncDispose]()
})

const NO_IPSEC = noIpsec('swanctl')

/** A gateway's texts, with the key that both ends would derive. */
const textsOf = (gateway: string, bundles: readonly Bundle[]): IpsecTexts => {
  const bundle = bundles.find(one => one.gateway === gateway)
  if (bundle === undefined) throw new Error(`there is no bundle for ${gateway}`)
  const key = `0s${Buffer.alloc(32, 7).toString('base64')}`
  return ipsecTexts(openFiles(bundle, new Map(bundle.secrets.map(({ id }) => [id, key]))), 'swanctl')
}

const change = async (
  from: readonly Bundle[] | undefined,
  to: readonly Bundle[] | undefined,
): Promise<void> => {
  const texts = (gateway: string, bundles: readonly Bundle[] | undefined): IpsecTexts =>
    bundles === undefined ? NO_IPSEC : textsOf(gateway, bundles)
  await rlyeh.ipsec.apply(texts('rlyeh', from), texts('rlyeh', to))
  await ulthar.ipsec.apply(texts('ulthar', from), texts('ulthar', to))
}

const statesOf = async ({ ipsec }: Site): Promise<Record<string, string>> =>
  Object.fromEntries((await ipsec.children()).map(child => [child.child, child.state]))

/** The identity of every SA: which IKE SA, which SPIs. */
const identities = async ({ socket }: Site): Promise<Record<string, unknown>> => {
  await using charon = await ViciClient.connect(socket)
  const sas = (await charon.stream('list-sas', 'list-sa')).flatMap(subsections)
  return Object.fromEntries(
    sas.flatMap(([name, sa]) => {
      const children = sa.get('child-sas')
      const spis = (isSection(children) ? subsections(children) : []).map(([, child]): [string, unknown] => [
        childKey({ connection: name, child: textAt(child, 'name') }),
        [child.get('spi-in'), child.get('spi-out')],
      ])
      return [[name, sa.get('initiator-spi')], ...spis]
    }),
  )
}

const textAt = (section: Section, key: string): string => {
  const value = section.get(key)
  return typeof value === 'string' ? value : ''
}

const listed = async ({ socket }: Site, command: 'get-conns' | 'get-shared'): Promise<unknown> => {
  await using charon = await ViciClient.connect(socket)
  return (await charon.request(command)).get(command === 'get-conns' ? 'conns' : 'keys')
}

const untilUp = async (site: Site, child: string): Promise<void> => {
  await expect.poll(async () => (await statesOf(site))[child], { timeout: 60_000 }).toBe('up')
}

describe('the runner and charon', () => {
  test('a tunnel comes up and carries packets', async () => {
    await rlyeh.ipsec.check(textsOf('rlyeh', referenceBundles()))
    await change(undefined, referenceBundles())
    await untilUp(rlyeh, 'containers-containers')
    await rlyeh.namespace.must('ping', ['-c', '3', '-i', '0.05', '-W', '2', '-I', '10.1.0.1', '10.2.0.1'])
  })

  test('what was up is asked for again, and a name that is not there is no error', async () => {
    await rlyeh.namespace.must('swanctl', ['--terminate', '--ike', 'rlyeh-ulthar'])
    await rlyeh.ipsec.wake('swanctl', ['rlyeh-ulthar/gone', 'rlyeh-ulthar/containers-containers'])
    await untilUp(rlyeh, 'containers-containers')
  })

  test('a network more leaves every SA that there was as it was, and not one packet is lost', async () => {
    const before = await identities(rlyeh)
    expect(Object.keys(before)).toHaveLength(2)
    const ping = rlyeh.namespace.must('ping', ['-c', '150', '-i', '0.01', '-I', '10.1.0.1', '10.2.0.1'])
    await change(referenceBundles(), archiveBundles())
    await untilUp(rlyeh, 'containers-archive')
    expect(await ping).toContain(' 0% packet loss')
    expect(await identities(rlyeh)).toMatchObject(before)
    await rlyeh.namespace.must('ping', ['-c', '1', '-W', '2', '-I', '10.1.0.1', '10.3.0.1'])
  })

  test('the same again disturbs nothing', async () => {
    const before = await identities(rlyeh)
    await change(archiveBundles(), archiveBundles())
    await change(referenceBundles(), archiveBundles())
    expect(await identities(rlyeh)).toEqual(before)
  })

  test('the way back ends the SA of what is gone, and only that', async () => {
    const before = await identities(rlyeh)
    await change(archiveBundles(), referenceBundles())
    const after = await identities(rlyeh)
    expect(Object.keys(after)).toEqual(['rlyeh-ulthar', 'rlyeh-ulthar/containers-containers'])
    expect(before).toMatchObject(after)
    expect(await statesOf(rlyeh)).toEqual({ 'containers-containers': 'up' })
  })

  test('a removed tunnel takes its SAs and its secret with it, and leaves what others loaded', async () => {
    await rlyeh.namespace.write(
      '/etc/swanctl/conf.d/own.conf',
      'connections { by-hand { remote_addrs = 192.0.2.1\nchildren { c { } } } }\nsecrets { ike-by-hand { id = x\nsecret = y } }\n',
    )
    await rlyeh.namespace.must('swanctl', ['--load-conns'])
    await rlyeh.namespace.must('swanctl', ['--load-creds', '--noprompt'])
    await rlyeh.ipsec.apply(NO_IPSEC, textsOf('rlyeh', referenceBundles()))
    expect(await listed(rlyeh, 'get-shared')).toEqual(
      expect.arrayContaining(['ike-by-hand', 'ike-rlyeh-ulthar']),
    )
    await change(referenceBundles(), undefined)
    expect(await identities(rlyeh)).toEqual({})
    expect(await listed(rlyeh, 'get-conns')).toEqual(['by-hand'])
    expect(await listed(rlyeh, 'get-shared')).toEqual(['ike-by-hand'])
  })

  test("what the daemon refuses is an error in the daemon's own words", async () => {
    const texts = textsOf('rlyeh', referenceBundles())
    const wrong = {
      ...texts,
      connections: texts.connections.replace(/proposals = \S+/, 'proposals = nonsense'),
    }
    await expect(rlyeh.ipsec.apply(NO_IPSEC, wrong)).rejects.toMatchObject({
      code: 'failed',
      tool: 'charon',
      message: expect.stringContaining('proposals'),
    })
  })

  test.each([
    ['a section that does not end', (text: string) => text.replace(/\}\s*$/, '')],
    ['a key that nobody knows', (text: string) => text.replace('version = 2', 'vesrion = 2')],
    ['an include', (text: string) => `include /etc/shadow\n${text}`],
  ])('%s is refused before the daemon sees it', async (_, damage) => {
    const texts = textsOf('rlyeh', referenceBundles())
    await expect(
      rlyeh.ipsec.check({ ...texts, connections: damage(texts.connections) }),
    ).rejects.toMatchObject({ code: 'refused', tool: 'swanctl' })
  })
})
