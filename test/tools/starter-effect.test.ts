import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { compile } from '../../worker/compile/compile.ts'
import { planBetween } from '../../worker/plan/plan.ts'
import { REFERENCE, validTopology } from '../fixtures/reference.ts'
import { Charon } from './charon.ts'
import { install } from './gateway-files.ts'
import { Namespace } from './namespace.ts'
import { Starter } from './starter.ts'
import type { Listing } from './vici-listing.ts'
import { wire } from './wire.ts'

/** The reference network with each gateway driven as it is said; ulthar, behind its NAT, is the one that begins. */
const driven = (daemons: Readonly<Record<string, string>>, more = ''): Bundle[] => {
  const text = Object.entries(daemons).reduce(
    (before, [gateway, daemon]) =>
      before.replace(`  ${gateway}:\n`, `  ${gateway}:\n    daemon: ${daemon}\n`),
    REFERENCE.replace('tunnels:\n  rlyeh-ulthar:\n', `tunnels:\n  rlyeh-ulthar:\n${more}`),
  )
  return compile(validTopology(text))
}

const SITES = [
  { gateway: 'rlyeh', outside: '172.16.0.18/24', inside: '10.1.0.1/16' },
  { gateway: 'ulthar', outside: '172.16.0.2/24', inside: '10.2.0.1/16' },
] as const

/** A gateway with its real daemon, with ESP in user space: that works on any kernel. */
interface Site {
  readonly namespace: Namespace
  readonly charon: Charon
  readonly load: (bundle: Bundle) => Promise<void>
}

const siteOf = async (namespace: Namespace, daemon: string): Promise<Site> => {
  if (daemon === 'swanctl') {
    const charon = await Charon.start(namespace)
    const load = async (bundle: Bundle): Promise<void> => {
      await install(bundle, namespace, '/etc/swanctl/')
      await charon.loadAll()
    }
    return { namespace, charon, load }
  }
  const starter = await Starter.start(namespace)
  const load = async (bundle: Bundle): Promise<void> => {
    await install(bundle, namespace, '/etc/ipsec.d/')
    await starter.update()
  }
  return { namespace, charon: starter.charon, load }
}

const sas = async ({ charon }: Site): Promise<Listing[]> =>
  (await charon.sas()).flatMap(listing => Object.values(listing) as Listing[])

const children = async (site: Site): Promise<Listing[]> =>
  (await sas(site)).flatMap(sa => Object.values((sa['child-sas'] ?? {}) as Listing) as Listing[])

/** The tunnel's name of every IKE SA, and `local === remote` of every child, once they are up. */
const state = async (site: Site): Promise<unknown> => ({
  ike: (await sas(site)).map(sa => sa['state']),
  children: (await children(site)).map(child => [child['state'], child['local-ts'], child['remote-ts']]),
})

const UP = {
  ike: ['ESTABLISHED'],
  children: [['INSTALLED', ['10.2.0.0/16'], ['10.1.0.0/16']]],
}

describe.each([
  { rlyeh: 'ipsec.conf', ulthar: 'ipsec.conf' },
  { rlyeh: 'swanctl', ulthar: 'ipsec.conf' },
  { rlyeh: 'ipsec.conf', ulthar: 'swanctl' },
])('rlyeh by $rlyeh, ulthar by $ulthar', daemons => {
  const sites: Site[] = []
  const ulthar = (): Site => {
    const site = sites[1]
    if (site === undefined) throw new Error('there is no ulthar')
    return site
  }

  beforeAll(async () => {
    const [one, other] = [await Namespace.create(), await Namespace.create()]
    await wire([one, SITES[0].outside], [other, SITES[1].outside])
    for (const [index, namespace] of [one, other].entries()) {
      const site = SITES[index === 0 ? 0 : 1]
      await namespace.must('ip', ['address', 'add', site.inside, 'dev', 'lo'])
      await namespace.write(
        '/etc/strongswan.d/charon/kernel-libipsec.conf',
        'kernel-libipsec { load = yes }\n',
      )
      sites.push(await siteOf(namespace, daemons[site.gateway]))
    }
    await roll(driven(daemons))
  })
  afterAll(async () => {
    for (const { namespace } of sites) await namespace[Symbol.asyncDispose]()
  })

  /** The id of the IKE SA that was there first. */
  const oldest = async (): Promise<string> => {
    const id = (await sas(ulthar())).at(0)?.['uniqueid']
    if (typeof id !== 'string') throw new Error('there is no IKE SA')
    return id
  }

  const roll = async (bundles: readonly Bundle[]): Promise<void> => {
    for (const [index, site] of sites.entries()) {
      const bundle = bundles[index]
      if (bundle !== undefined) await site.load(bundle)
    }
  }

  test('the tunnel comes up by itself, once, and carries packets', async () => {
    await expect.poll(async () => await state(ulthar()), { timeout: 60_000 }).toEqual(UP)
    await ulthar().namespace.must('ping', ['-c', '3', '-i', '0.1', '-W', '2', '-I', '10.2.0.1', '10.1.0.1'])
  })

  test('the same again disturbs nothing', async () => {
    const before = (await children(ulthar())).map(child => child['spi-in'])
    await roll(driven(daemons))
    await ulthar().namespace.must('ping', ['-c', '3', '-i', '0.1', '-W', '2', '-I', '10.2.0.1', '10.1.0.1'])
    expect((await children(ulthar())).map(child => child['spi-in'])).toEqual(before)
  })

  test('another dead peer delay does to the packets what the plan says', async () => {
    const next = driven(daemons, '    dpd: { delay: 20s }\n')
    const planned = planBetween(driven(daemons), next).tunnels[0]?.effect.kind
    expect(planned).toBe(daemons.ulthar === 'ipsec.conf' ? 'hitless' : 'blinks')
    const old = await oldest()
    const before = (await children(ulthar())).map(child => child['spi-in'])
    const pings = ['-c', '60', '-i', '0.1', '-W', '2', '-I', '10.2.0.1', '10.1.0.1']
    const ping = ulthar().namespace.must('ping', pings)
    await roll(next)
    const successors = async (): Promise<unknown[]> =>
      (await children(ulthar())).map(child => child['spi-in']).filter(spi => !before.includes(spi))
    await expect.poll(successors, { timeout: 60_000 }).toHaveLength(1)
    // What the starter leaves standing, the runner ends.
    if (planned === 'hitless') await ulthar().namespace.must('swanctl', ['--terminate', '--ike-id', old])
    await expect.poll(async () => await state(ulthar()), { timeout: 60_000 }).toEqual(UP)
    const unharmed = (await ping).includes(' 0% packet loss')
    expect(unharmed || planned === 'blinks').toBe(true)
  })
})
