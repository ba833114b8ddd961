import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { Bundle } from '../../../schema/wire/bundle.ts'
import { MAX_PATHS, Monitor } from '../../../schema/wire/monitor.ts'
import { SEAL_KEYS, sealedFile } from '../../../test/fixtures/laptops.ts'
import { REFERENCE, validNetwork, validTopology } from '../../../test/fixtures/reference.ts'
import { referenceBundles } from '../../../test/fixtures/reference-bundles.ts'
import { changed, TWO_SITES, type Written } from '../../../test/fixtures/two-sites.ts'
import { planBetween } from '../../plan/plan.ts'
import { compile } from '../compile.ts'
import { connectionsOf } from './connection.ts'
import { isEnrolled } from './host-config.ts'
import { measuringOf } from './monitor.ts'

/** The bundles of TWO_SITES (north, south) that is measured in some way. */
const measured = (
  monitor: Written,
  secrets: Readonly<Record<string, string>> = {},
  change: Written = {},
): Bundle[] => {
  const text = stringify(changed(TWO_SITES, { monitor, ...change }))
  return compile(validNetwork(new Map([['topology.yaml', text], ...Object.entries(secrets)])))
}

test('below the tunnel, and through it from inside address to inside address, each with the largest packet that fits', () => {
  const [north, south] = measured({})
  expect(north?.monitor).toEqual({
    every: 1,
    paths: [
      { tunnel: 'north-south', from: '172.16.0.18', to: '172.16.0.2', largest: 1400 },
      { tunnel: 'north-south', child: 'web-web', from: '10.1.0.1', to: '10.2.0.1', largest: 1326 },
    ],
  })
  expect(south?.monitor?.paths.map(({ from, to }) => `${from} ${to}`)).toEqual([
    '172.16.0.2 172.16.0.18',
    '10.2.0.1 10.1.0.1',
  ])
  expect(Bundle.parse(north)).toEqual(north)
})

test('measuring changes what it concerns alone, and no tunnel feels it', () => {
  const before = referenceBundles()
  const after = compile(validTopology(`${REFERENCE}\nmonitor: { every: 5s, prometheus: true }\n`))
  expect(after).toEqual(before.map((bundle, index) => ({ ...bundle, monitor: after[index]?.monitor })))
  const plan = planBetween(before, after)
  expect(plan.tunnels.map(({ effect }) => effect.kind)).toEqual(['untouched'])
  expect(plan.gateways.map(({ files, notes }) => ({ files, notes }))).toEqual(
    ['rlyeh', 'ulthar'].map(() => ({
      files: [],
      notes: ['it measures 2 paths every `5s`', 'what it measures is in a textfile for Prometheus'],
    })),
  )
})

test('each gateway answers Prometheus at the address that is its own', () => {
  const listening = (listen: unknown) =>
    measured({ prometheus: { listen } }).map(({ monitor }) => monitor?.prometheus)
  expect(listening('10.2.0.1:9469')).toEqual([{}, { listen: '10.2.0.1:9469' }])
  expect(listening('127.0.0.1:9469')).toEqual([{ listen: '127.0.0.1:9469' }, { listen: '127.0.0.1:9469' }])
  expect(listening({ north: '10.1.0.1:9469' })).toEqual([{ listen: '10.1.0.1:9469' }, {}])
})

test('the token of a database is a secret of the bundle, and whoever cannot open it pushes nothing and works on', () => {
  const influx = { url: 'https://influx.example.com', token: 'sealed/influx' }
  const [north, south] = measured(
    { influx },
    { 'secrets/influx.json': sealedFile('token', { north: SEAL_KEYS.north, south: SEAL_KEYS.north }) },
  )
  expect(north?.monitor?.influx).toEqual({ url: influx.url, token: 'monitor_token' })
  expect(north?.secrets).toMatchObject([
    { id: 'monitor_token', kind: 'sealed', name: 'influx', holds: 'token' },
    { id: 'north-south' },
  ])
  expect(south?.monitor).not.toHaveProperty('influx')
  expect(south?.secrets.map(({ id }) => id)).toEqual(['north-south'])
})

test('a database that asks for no token is pushed to without one', () => {
  expect(measured({ influx: 'http://10.1.0.40:8086' })[0]?.monitor?.influx).toEqual({
    url: 'http://10.1.0.40:8086',
  })
})

test('through a hub that speaks for all of private space, the hub answers from what it has there', () => {
  const hub = {
    hubs: { branches: { hub: 'north', spokes: ['south'], via: { north: 'vswitch', south: 'eth1' } } },
  }
  const [, south] = measured({}, {}, { ...hub, tunnels: undefined })
  expect(south?.monitor?.paths.map(({ child, to }) => `${child} ${to}`)).toEqual([
    'undefined 172.16.0.18',
    'web-net-10-0-0-0-8 10.1.0.1',
  ])
})

test('a gateway without a tunnel has nothing to measure', () => {
  expect(measured({}, {}, { tunnels: undefined })[0]).not.toHaveProperty('monitor')
})

test('a gateway with more paths than it may measure measures as many, and refuses nothing', () => {
  const topology = validNetwork(new Map([['topology.yaml', stringify(changed(TWO_SITES, { monitor: {} }))]]))
  const gateway = topology.gateways.find(isEnrolled)
  if (gateway === undefined) throw new Error('no gateway')
  const many = connectionsOf(topology, gateway).flatMap(one => Array.from({ length: 3000 }, () => one))
  expect(Monitor.parse(measuringOf(topology, gateway, many)?.monitor).paths).toHaveLength(MAX_PATHS)
})
