import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bundle, bundleBytes, bundleDigest, planDigest } from '../../schema/wire/bundle.ts'
import { MANAGED_PATHS } from '../../schema/wire/managed-paths.ts'
import { arbitraryNetwork, arbitraryNewcomer, topologyOf } from '../../test/fixtures/arbitrary-network.ts'
import { shuffledKeys, type TopologyDocument } from '../../test/fixtures/arbitrary-topology.ts'
import { REFERENCE, referenceTopology, validTopology } from '../../test/fixtures/reference.ts'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { compile } from './compile.ts'

const compiled = (document: TopologyDocument): Bundle[] => compile(topologyOf(document))
const bytes = (bundles: readonly Bundle[]): string[] =>
  bundles.map(bundle => new TextDecoder().decode(bundleBytes(bundle)))

test('whatever order the keys are written in, the bytes are the same', () => {
  const pair = arbitraryNetwork.chain(document => fc.tuple(fc.constant(document), shuffledKeys(document)))
  fc.assert(
    fc.property(pair, ([document, shuffled]) => {
      expect(bytes(compiled(shuffled))).toEqual(bytes(compiled(document)))
    }),
    { numRuns: 40 },
  )
})

test('every bundle is one that a gateway accepts: its shape, its paths sorted, its secrets declared', () => {
  fc.assert(
    fc.property(arbitraryNetwork, document => {
      for (const bundle of compiled(document)) {
        expect(Bundle.parse(bundle)).toEqual(bundle)
        const paths = bundle.files.map(({ path }) => path)
        expect(paths).toEqual([...new Set(paths)].sort())
        const asked = bundle.files.flatMap(file => file.content.filter(piece => typeof piece !== 'string'))
        const declared = bundle.secrets.map(({ id }) => id)
        expect(asked.map(({ secret }) => secret).sort()).toEqual(declared)
        expect(declared).toEqual([...new Set(declared)].sort())
      }
    }),
    { numRuns: 40 },
  )
})

test('a network that asks for nothing new has bundles that the first runners take; a window is one member more', () => {
  const first = ['cygnet', 'network', 'gateway', 'daemon', 'firewall', 'every', 'files', 'secrets', 'probes']
  for (const bundle of referenceBundles()) expect(Object.keys(bundle)).toEqual(first)
  const windowed = REFERENCE.replace('{ every: 60s }', '{ every: 60s, window: "Mon-Fri 02:00-05:00 UTC" }')
  const [rlyeh, ulthar] = compile(validTopology(windowed))
  const [was, other] = referenceBundles()
  const window = { days: [1, 2, 3, 4, 5], from: 120, to: 300, zone: 'UTC' }
  expect([rlyeh, ulthar]).toEqual([
    { ...was, window },
    { ...other, window },
  ])
})

test('drift that is only reported, the default, leaves a bundle as it was; repair is a word of its own', () => {
  const withDrift = (word: string): Bundle[] =>
    compile(validTopology(REFERENCE.replace(/^( {2}rlyeh:\n)/m, `$1    drift: ${word}\n`)))
  expect(bytes(withDrift('report'))).toEqual(bytes(referenceBundles()))
  const [rlyeh, ulthar] = withDrift('repair')
  const [was, other] = referenceBundles()
  expect(rlyeh).toEqual({ ...was, drift: 'repair' })
  expect(ulthar).toEqual(other)
})

test('only a file that others cannot read asks for a secret', () => {
  const asking = referenceBundles()
    .flatMap(({ files }) => files)
    .filter(({ content }) => content.some(piece => typeof piece !== 'string'))
  expect(asking.map(({ path, mode }) => ({ path, mode }))).toEqual([
    { path: '/etc/swanctl/conf.d/cygnet.secrets.conf', mode: 0o600 },
    { path: '/etc/swanctl/conf.d/cygnet.secrets.conf', mode: 0o600 },
  ])
})

test('the reference network uses every path there is between its two gateways, and nothing else', () => {
  const paths = new Set(referenceBundles().flatMap(({ files }) => files.map(({ path }) => path)))
  expect([...paths].sort()).toEqual(MANAGED_PATHS.filter(path => !path.startsWith('/etc/ipsec.d/')).sort())
})

test('a user more on one gateway changes no bundle but that one', () => {
  fc.assert(
    fc.property(arbitraryNewcomer, ([document, grown]) => {
      const before = new Map(compiled(document).map(bundle => [bundle.gateway, bundleDigest(bundle)]))
      const changed = compiled(grown).filter(bundle => before.get(bundle.gateway) !== bundleDigest(bundle))
      expect(changed.map(({ gateway }) => gateway)).toEqual(['dunwich'])
    }),
    { numRuns: 30 },
  )
})

test('a gateway of which nothing is managed gets no netplan file', () => {
  const [, ulthar] = referenceBundles()
  expect(ulthar?.files.map(({ path }) => path)).not.toContain('/etc/netplan/60-cygnet.yaml')
})

test('a network added on one tunnel leaves the gateway at neither end alone', () => {
  const site = (index: number, networks: Record<string, number>) => ({
    keys: { sign: `ed25519:${key(2 * index)}`, seal: `x25519:${key(2 * index + 1)}` },
    interfaces: {
      eth0: { managed: false, addresses: [`192.0.2.${index}/24`] },
      lan: { managed: false, addresses: [`10.${index}.0.1/16`] },
    },
    networks: Object.fromEntries(
      Object.entries(networks).map(([name, third]) => [
        name,
        { subnet: `10.${index}.${third}.0/24`, interface: 'lan' },
      ]),
    ),
  })
  const network = (more: Record<string, number>) => ({
    cygnet: 1,
    network: 'three',
    private: ['10.0.0.0/8'],
    gateways: { a: site(1, { one: 1, ...more }), b: site(2, { one: 1 }), c: site(3, { one: 1 }) },
    tunnels: { 'a-b': { between: { a: 'eth0', b: 'eth0' } }, 'b-c': { between: { b: 'eth0', c: 'eth0' } } },
  })
  const [a0, b0, c0] = compiled(network({})).map(bundleDigest)
  const [a1, b1, c1] = compiled(network({ two: 2 })).map(bundleDigest)
  expect(a1).not.toBe(a0)
  expect(b1).not.toBe(b0)
  expect(c1).toBe(c0)
})

test('adding a network adds a child, and leaves the connection around it as it was', () => {
  const before = referenceBundles().map(({ probes }) => probes.connections)
  const after = archiveBundles().map(({ probes }) => probes.connections)
  expect(before.map(([connection]) => connection?.children)).toEqual([
    ['containers-containers'],
    ['containers-containers'],
  ])
  expect(after.map(([connection]) => connection?.children)).toEqual([
    ['containers-archive', 'containers-containers'],
    ['archive-containers', 'containers-containers'],
  ])
})

test('nobody could fetch the bundle of a gateway without keys, nor derive a secret with it', () => {
  const whole = referenceTopology()
  const half: typeof whole = {
    ...whole,
    gateways: whole.gateways.map(gateway =>
      gateway.name === 'ulthar' ? { ...gateway, keys: undefined } : gateway,
    ),
  }
  const [rlyeh, ...others] = compile(half)
  expect(others).toEqual([])
  expect(rlyeh?.secrets).toEqual([])
  expect(rlyeh?.probes.connections).toEqual([])
})

test("both gateways name the other one's seal key and the same epoch", () => {
  const [rlyeh, ulthar] = referenceTopology().gateways
  expect(referenceBundles().map(({ secrets }) => secrets)).toEqual([
    [{ id: 'rlyeh-ulthar', kind: 'derived', tunnel: 'rlyeh-ulthar', epoch: 1, peer: ulthar?.keys?.seal }],
    [{ id: 'rlyeh-ulthar', kind: 'derived', tunnel: 'rlyeh-ulthar', epoch: 1, peer: rlyeh?.keys?.seal }],
  ])
})

test('probes ask from inside to inside', () => {
  expect(referenceBundles().map(({ probes }) => probes.connections[0]?.inside)).toEqual([
    [{ child: 'containers-containers', from: '10.1.0.1', to: '10.2.0.1' }],
    [{ child: 'containers-containers', from: '10.2.0.1', to: '10.1.0.1' }],
  ])
})

test('one topology, one plan digest', () => {
  expect(planDigest(referenceBundles())).toBe(planDigest(referenceBundles()))
  expect(planDigest(referenceBundles())).not.toBe(planDigest(archiveBundles()))
})

const key = (fill: number): string => Buffer.alloc(32, 100 + fill).toString('base64')
