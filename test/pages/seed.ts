import { stringify } from 'yaml'
import type { ChildState } from '../../schema/wire/child-state.ts'
import type { Measured, MeasuredLoss, MeasuredPath } from '../../schema/wire/measured.ts'
import type { Report } from '../../schema/wire/report.ts'
import { pictureOf } from '../../worker/picture/picture-of.ts'
import { validTopology } from '../fixtures/reference.ts'
import { SMALL, SMALL_CHANGED, SMALL_IN_WAVES } from './networks.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Tunnels of the world's network at a gateway. */
const tunnelsAt = (world: World, gateway: string): string[] =>
  tunnelsOf(world).flatMap(({ name, ends }) =>
    ends.some(({ node }) => node === `gateway/${gateway}`) ? [name] : [],
  )

const read = new WeakMap<World, ReturnType<typeof pictureOf>['edges']>()

const tunnelsOf = (world: World): ReturnType<typeof pictureOf>['edges'] => {
  const known = read.get(world) ?? pictureOf(validTopology(stringify(world.network.topology))).edges
  read.set(world, known)
  return known
}

/** Its CHILD SAs as it reports them; those of the tunnels in `down` are down. */
const childrenOf = (world: World, gateway: string, down: readonly string[] = []): ChildState[] =>
  tunnelsAt(world, gateway).map(tunnel => ({
    connection: tunnel,
    child: 'lan-lan',
    state: down.includes(tunnel) ? 'down' : 'up',
  }))

/** Packets lost of 300, inside and below, on one tunnel at one time. */
type Weather = (tunnel: string, at: number) => readonly [inside: number, underlay: number]

const pathsOf = (world: World, gateway: string, at: number, weather: Weather): MeasuredPath[] =>
  tunnelsAt(world, gateway).flatMap((tunnel): MeasuredPath[] => {
    const [inside, underlay] = weather(tunnel, at)
    const rtt = { least: 8.1, mean: 11.4, most: 31 }
    return [
      { tunnel, sent: 300, lost: underlay, ...(underlay < 300 && { rtt }) },
      { tunnel, child: 'lan-lan', sent: 300, lost: inside, ...(inside < 300 && { rtt }) },
    ]
  })

/** Every hour of a week, and every five minutes of the last day. */
const moments = (now: number): number[] => [
  ...Array.from({ length: 144 }, (_, index) => now - 168 * HOUR + index * HOUR),
  ...Array.from({ length: 287 }, (_, index) => now - 287 * 5 * MINUTE + index * 5 * MINUTE),
]

/** Bad evenings on one tunnel's underlay, an outage on another, a rekey every four hours that loses a little on a third. */
const smallWeather =
  (now: number): Weather =>
  (tunnel, at) => {
    const ago = now - at
    const hour = new Date(at).getUTCHours()
    if (tunnel === 'lomar-ulthar' && ((hour >= 18 && hour < 22) || ago < 40 * MINUTE))
      return [9 + (at % 37), 9 + (at % 31)]
    if (tunnel === 'branches-kingsport' && ago < 20 * MINUTE) return [300, 0]
    if (tunnel === 'core-arkham-innsmouth' && Math.floor(at / (5 * MINUTE)) % 48 === 7) return [2, 0]
    return [0, 0]
  }

const LOSSES: Readonly<Record<string, readonly Omit<MeasuredLoss, 'at'>[]>> = {
  arkham: [
    {
      tunnel: 'core-arkham-innsmouth',
      child: 'lan-lan',
      seconds: 3.1,
      lost: 3,
      cause: 'rekey',
      words: '3.1 s of loss, 0.2 s after IKE SA rekey started by the peer; underlay clean',
    },
    {
      tunnel: 'branches-kingsport',
      child: 'lan-lan',
      seconds: 1180,
      lost: 1180,
      ongoing: true,
      cause: 'sa-down',
      words: '1180 s of loss that goes on, 0.1 s after the CHILD SA went down; underlay clean',
    },
  ],
  ulthar: [
    {
      tunnel: 'lomar-ulthar',
      seconds: 41,
      lost: 12,
      cause: 'underlay',
      words: 'underlay lost the same packets: provider',
    },
    {
      tunnel: 'lomar-ulthar',
      child: 'lan-lan',
      seconds: 60,
      lost: 60,
      cause: 'size',
      words: 'large packets only: MTU, largest that passes 1374',
    },
  ],
}

const measuredAt = (world: World, gateway: string, at: number, weather: Weather, told = false): Measured => ({
  since: new Date(at - 5 * MINUTE).toISOString(),
  paths: pathsOf(world, gateway, at, weather),
  losses: told
    ? (LOSSES[gateway] ?? []).map((loss, index) => ({
        ...loss,
        at: new Date(at - (30 - index * 12) * MINUTE).toISOString(),
      }))
    : [],
  more: 0,
})

/** Everybody commits what they were told, so that the release completes; answers what each runs. */
const commitAll = async (world: World): Promise<ReadonlyMap<string, string>> => {
  const runs = new Map<string, string>()
  for (const { name, bundle } of (await world.status()).gateways) {
    if (bundle === null) continue
    runs.set(name, bundle)
    await world.report(name, {
      outcome: 'committed',
      bundle,
      inForce: bundle,
      children: childrenOf(world, name),
    })
  }
  await world.completed()
  return runs
}

/** A week in the life of eight gateways, up to the second release, whose canary soaks. */
export const seedSmall = async (world: World): Promise<void> => {
  const now = Date.now()
  await world.push(SMALL.topology)
  await world.approve()
  const runs = await commitAll(world)
  await world.measuredBefore((gateway, at) => {
    // The newest of all stays unheard, as a gateway that was just enrolled.
    return gateway === 'sarnath' ? undefined : measuredAt(world, gateway, at, smallWeather(now))
  }, moments(now))
  await world.push(SMALL_IN_WAVES)
  await world.push(SMALL_CHANGED)
  await world.approve()
  const { gateways } = await world.status()
  const canary = gateways.find(({ name }) => name === 'celephais')?.bundle ?? undefined
  for (const name of world.network.names)
    await world.report(name, {
      measured: measuredAt(world, name, now, smallWeather(now), true),
      children: childrenOf(world, name, ['branches-kingsport']),
      ...running(runs, name),
      ...(name === 'celephais' && canary !== undefined
        ? { outcome: 'committed', bundle: canary, inForce: canary }
        : {}),
      ...(name === 'innsmouth' ? { drift: DRIFT } : {}),
    })
}

const running = (runs: ReadonlyMap<string, string>, name: string): Partial<Report> => {
  const inForce = runs.get(name)
  return inForce === undefined ? {} : { inForce }
}

const DRIFT: NonNullable<Report['drift']> = {
  repaired: false,
  more: 0,
  found: [
    {
      kind: 'setting',
      what: 'net.ipv4.conf.all.rp_filter',
      diff: ['-net.ipv4.conf.all.rp_filter = 2', '+net.ipv4.conf.all.rp_filter = 1'],
    },
    { kind: 'chain', what: 'CYGNET-FORWARD', diff: ['+-A CYGNET-FORWARD -s 10.9.0.0/16 -j ACCEPT'] },
  ],
}

/** Sixty gateways, of which a few are not well. */
export const seedLarge = async (world: World): Promise<void> => {
  const now = Date.now()
  await world.push(world.network.topology)
  await world.approve()
  const weather: Weather = tunnel => (tunnel === 'region-2-site-20' ? [24, 22] : [0, 0])
  const runs = await commitAll(world)
  for (const name of ['site-02', 'site-04', 'site-20', 'site-37', 'site-51'])
    await world.report(name, {
      measured: measuredAt(world, name, now, weather),
      children: childrenOf(world, name, ['region-4-site-37']),
      ...running(runs, name),
      ...(name === 'site-51' ? { drift: DRIFT } : {}),
    })
}
