import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { compile } from '../../worker/compile/compile.ts'
import { planBetween } from '../../worker/plan/plan.ts'
import { REFERENCE, validTopology } from '../fixtures/reference.ts'
import { archiveBundles, referenceBundles } from '../fixtures/reference-bundles.ts'
import { Charon } from './charon.ts'
import { install } from './gateway-files.ts'
import { Namespace } from './namespace.ts'
import type { Listing } from './vici-listing.ts'
import { wire } from './wire.ts'

/** Both gateways of the reference network on one wire, with ESP in user space, so that it works on any kernel. */
interface Gateway {
  readonly namespace: Namespace
  readonly charon: Charon
}

/** A handshake takes well under a second; after so many tries of 50 ms it never will. */
const TRIES = 200

const gateways: Gateway[] = []

beforeAll(async () => {
  const [rlyeh, ulthar] = await Promise.all([Namespace.create(), Namespace.create()])
  await wire([rlyeh, '172.16.0.18/24'], [ulthar, '172.16.0.2/24'])
  const sites = [
    { namespace: rlyeh, inside: ['10.1.0.1/16'] },
    { namespace: ulthar, inside: ['10.2.0.1/16', '10.3.0.1/16'] },
  ]
  for (const { namespace, inside } of sites) {
    for (const address of inside) await namespace.must('ip', ['address', 'add', address, 'dev', 'lo'])
    await namespace.write('/etc/strongswan.d/charon/kernel-libipsec.conf', 'kernel-libipsec { load = yes }\n')
    gateways.push({ namespace, charon: await Charon.start(namespace) })
  }
})
afterAll(async () => {
  await Promise.all(gateways.map(async ({ namespace }) => await namespace[Symbol.asyncDispose]()))
})

/** Gives every gateway its bundle, the one that answers first. */
const roll = async (bundles: readonly Bundle[]): Promise<void> => {
  for (const [index, { namespace, charon }] of gateways.entries()) {
    const bundle = bundles[index]
    if (bundle === undefined) throw new Error('no bundle')
    await install(bundle, namespace, '/etc/swanctl/')
    await charon.loadAll()
  }
}

/** SPIs of the IKE SA and of the child that carries traffic, which tell one SA from its successor. */
const sas = async (): Promise<{ ike: unknown; child: unknown } | undefined> => {
  const listings = await gateways[1]?.charon.sas()
  if (listings?.length !== 1) return undefined
  const ike = listings[0]?.['rlyeh-ulthar'] as Listing
  const children = Object.values((ike['child-sas'] ?? {}) as Listing) as Listing[]
  const [child, ...others] = children.filter(({ name }) => name === 'containers-containers')
  if (ike['state'] !== 'ESTABLISHED' || child?.['state'] !== 'INSTALLED' || others.length > 0)
    return undefined
  return { ike: [ike['initiator-spi'], ike['responder-spi']], child: [child['spi-in'], child['spi-out']] }
}

type Sas = NonNullable<Awaited<ReturnType<typeof sas>>>

/** The tunnel once it is up, and once its child is not `old` any more. */
const settled = async (old?: Sas): Promise<Sas> => {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await sas()
    if (found !== undefined && JSON.stringify(found.child) !== JSON.stringify(old?.child)) return found
    await setTimeout(50)
  }
  throw new Error('the tunnel did not come up')
}

beforeEach(async () => {
  await roll(referenceBundles())
  await settled()
})

const BETWEEN = 'between: { rlyeh: vswitch, ulthar: eth1 }'
const withTunnel = (settings: string): Bundle[] =>
  compile(validTopology(REFERENCE.replace(BETWEEN, `${settings}\n    ${BETWEEN}`)))

const plannedEffect = (bundles: readonly Bundle[]): string | undefined =>
  planBetween(referenceBundles(), bundles).tunnels[0]?.effect.kind

test.each([
  ['nothing', referenceBundles(), 'untouched'],
  ['a network more', archiveBundles(), 'hitless'],
  ['a new key epoch', withTunnel('epoch: 2'), 'hitless'],
] as const)('%s: the daemons keep their SAs, as planned', async (_, bundles, effect) => {
  expect(plannedEffect(bundles)).toBe(effect)
  const before = await settled()
  await roll(bundles)
  expect(await settled()).toEqual(before)
})

test.each([
  ['another dead peer delay', withTunnel('dpd: { delay: 20s }')],
  ['one IKE proposal less', withTunnel('ike: [aes256gcm16-prfsha384-ecp384]')],
  ['one ESP proposal less', withTunnel('esp: [aes256gcm16-ecp384]')],
  ['shorter child lifetimes', withTunnel('rekey: { child: 30m }')],
] as const)('%s: the daemons replace their SAs, as planned', async (_, bundles) => {
  expect(plannedEffect(bundles)).toBe('blinks')
  const before = await settled()
  await roll(bundles)
  expect((await settled(before)).child).not.toEqual(before.child)
})

test('a network less: the child beside it keeps its SA', async () => {
  await roll(archiveBundles())
  const before = await settled()
  await roll(referenceBundles())
  expect(planBetween(archiveBundles(), referenceBundles()).tunnels[0]?.effect.kind).toBe('hitless')
  expect(await settled()).toEqual(before)
})
