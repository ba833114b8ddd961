import { afterAll, beforeAll, expect, test } from 'vitest'
import { viciIpsec } from '../../runner/adapters/vici/ipsec.ts'
import { openFiles } from '../../runner/core/keys/open.ts'
import { ipsecTexts } from '../../runner/flows/change/texts.ts'
import { type Daemon, noIpsec } from '../../runner/ports/ipsec.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { referenceBundles } from '../fixtures/reference-bundles.ts'
import { starterBundles } from '../fixtures/starter-bundles.ts'
import { Charon } from './charon.ts'
import { withFakeSystemctl } from './fake-systemctl.ts'
import { Namespace } from './namespace.ts'
import { wire } from './wire.ts'

const TUNNEL = 'rlyeh-ulthar/containers-containers'
const KEY = `0s${Buffer.alloc(32, 7).toString('base64')}`

let rlyeh: Namespace
let ulthar: Namespace

beforeAll(async () => {
  rlyeh = await Namespace.create()
  ulthar = await Namespace.create()
  await wire([rlyeh, '172.16.0.18/24'], [ulthar, '172.16.0.2/24'])
  await rlyeh.must('ip', ['address', 'add', '10.1.0.1/16', 'dev', 'lo'])
  await ulthar.must('ip', ['address', 'add', '10.2.0.1/16', 'dev', 'lo'])
  for (const site of [rlyeh, ulthar])
    await site.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
  await withFakeSystemctl(rlyeh)
  await Charon.start(ulthar)
  const texts = ipsecTexts(filesOf('ulthar', referenceBundles()), 'swanctl')
  await viciIpsec(ulthar.outside('/run/charon.vici')).apply(noIpsec('swanctl'), texts)
})
afterAll(async () => {
  await rlyeh[Symbol.asyncDispose]()
  await ulthar[Symbol.asyncDispose]()
})

const filesOf = (gateway: string, bundles: readonly Bundle[]) => {
  const bundle = bundles.find(one => one.gateway === gateway)
  if (bundle === undefined) throw new Error(`there is no bundle for ${gateway}`)
  return openFiles(bundle, new Map(bundle.secrets.map(({ id }) => [id, KEY])))
}

const module = (path: string): string => JSON.stringify(new URL(`../../runner/${path}`, import.meta.url).href)

/** The adapters work on the processes and files around them: so they run in a process of their own, inside. */
const inside = async (body: string): Promise<string> =>
  await rlyeh.must(process.execPath, [
    '--input-type=module',
    '-e',
    `import { eitherDaemon } from ${module('adapters/daemons.ts')}
     import { systemdServices } from ${module('adapters/services-systemd.ts')}
     import { realDisk } from ${module('adapters/disk.ts')}
     import { systemClock } from ${module('adapters/clock.ts')}
     import { setTunnels } from ${module('flows/change/set-tunnels.ts')}
     const disk = realDisk()
     const ipsec = eitherDaemon({ disk, clock: systemClock })
     const wait = milliseconds => systemClock.wait(milliseconds)
     const services = systemdServices(daemon => ipsec.answers(daemon), wait)
     const say = text => process.stdout.write(text)
     try { ${body} } catch (error) { say(error.code + ': ' + error.message) }`,
  ])

const FILES = {
  swanctl: () => filesOf('rlyeh', referenceBundles()),
  'ipsec.conf': () => filesOf('rlyeh', starterBundles()),
} as const

/** What a release does to the tunnels, and to what boot starts. */
const become = async (from: Daemon | undefined, to: Daemon, wasUp: readonly string[]): Promise<string> => {
  const side = (daemon: Daemon | undefined): string =>
    `new Map(${JSON.stringify(daemon === undefined ? [] : [...FILES[daemon]()])})`
  return await inside(`
    const daemon = { from: ${JSON.stringify(from)}, to: ${JSON.stringify(to)} }
    const change = { from: ${side(from)}, to: ${side(to)}, daemon, wasUp: ${JSON.stringify(wasUp)} }
    await services.mustHave(${JSON.stringify(to)})
    await setTunnels({ disk, ipsec }, { services }, change)
    await services.prefer(${JSON.stringify(to)})`)
}

const state = async (): Promise<string> =>
  await inside(`
    const child = (await ipsec.children()).find(one => one.connection + '/' + one.child === '${TUNNEL}')
    say([...await services.running()].join(' ') + ': ' + child?.state)`)

const enabled = async (): Promise<string> => await rlyeh.must('sh', ['-c', 'cd /run && ls enabled.*'])

test('a gateway on which nothing runs starts what the topology says', async () => {
  expect(await become(undefined, 'swanctl', [])).toBe('')
  await expect.poll(state, { timeout: 60_000 }).toBe('swanctl: up')
  expect(await enabled()).toBe('enabled.strongswan.service\n')
})

test('the starter takes over, its tunnel comes up with the same peer, and boot will start it', async () => {
  expect(await become('swanctl', 'ipsec.conf', [TUNNEL])).toBe('')
  await expect.poll(state, { timeout: 60_000 }).toBe('ipsec.conf: up')
  await rlyeh.must('ping', ['-c', '3', '-i', '0.1', '-W', '2', '-I', '10.1.0.1', '10.2.0.1'])
  expect(await enabled()).toBe('enabled.strongswan-starter.service\n')
})

test('and charon-systemd takes back', async () => {
  expect(await become('ipsec.conf', 'swanctl', [TUNNEL])).toBe('')
  await expect.poll(state, { timeout: 60_000 }).toBe('swanctl: up')
  await rlyeh.must('ping', ['-c', '3', '-i', '0.1', '-W', '2', '-I', '10.1.0.1', '10.2.0.1'])
  expect(await enabled()).toBe('enabled.strongswan.service\n')
  expect(await rlyeh.must('cat', ['/etc/ipsec.conf'])).not.toContain('cygnet')
})
