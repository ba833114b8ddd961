import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Bundle } from '../../../schema/wire/bundle.ts'
import { digestOf } from '../../../schema/wire/canonical.ts'
import { accessWith, FILES, sealedFile, WITH_LAPTOPS } from '../../../test/fixtures/laptops.ts'
import { validNetwork } from '../../../test/fixtures/reference.ts'
import { changed, type Written } from '../../../test/fixtures/two-sites.ts'
import { compile } from '../compile.ts'
import { type HostConfig, hostConfigOf, isEnrolled } from './host-config.ts'

const SEALED_KEY = { 'secrets/ipsec.example.com.json': sealedFile('key') }

const topology = (change: Written = {}, files: Readonly<Record<string, string>> = SEALED_KEY) =>
  validNetwork(
    new Map(
      Object.entries({ ...FILES, ...files, 'topology.yaml': stringify(changed(WITH_LAPTOPS, change)) }),
    ),
  )

const north = (change: Written = {}, files?: Readonly<Record<string, string>>): HostConfig => {
  const valid = topology(change, files)
  const [config] = valid.gateways.filter(isEnrolled).map(gateway => hostConfigOf(valid, gateway))
  if (config === undefined) throw new Error('there is no north')
  return config
}

const bundleOf = (files?: Readonly<Record<string, string>>): Bundle | undefined =>
  compile(topology({}, files))[0]

test('a key that nobody sealed is one that the gateway made itself, named by its public half', () => {
  const [access] = topology({}, {}).access
  const spki = access?.certificate.certificate?.spki ?? new Uint8Array()
  expect(bundleOf({})?.secrets.find(({ id }) => id === 'laptops_key')).toEqual({
    id: 'laptops_key',
    kind: 'held',
    key: digestOf(spki),
  })
})

test('a sealed key is passed on, and written where only root reads', () => {
  const bundle = bundleOf()
  expect(bundle?.secrets.find(({ id }) => id === 'laptops_key')).toMatchObject({
    kind: 'sealed',
    name: 'ipsec.example.com',
    holds: 'key',
  })
  const asking = bundle?.files.filter(({ content }) => content.some(piece => typeof piece !== 'string'))
  expect(asking?.map(({ path, mode }) => [path, mode])).toEqual([
    ['/etc/swanctl/conf.d/cygnet.secrets.conf', 0o600],
    ['/etc/swanctl/private/cygnet-laptops.pem', 0o600],
  ])
})

test('users whose names a section cannot hold stay different people', () => {
  const users = Object.fromEntries(
    ['a.b', 'a_b', 'a@b', 'a-b'].map((name, index) => [name, { address: `10.0.255.${10 + index}` }]),
  )
  const files = Object.fromEntries(
    Object.keys(users).map(name => [`secrets/${name}.json`, sealedFile('password')]),
  )
  const [dialIn] = north(accessWith({ users }), { ...SEALED_KEY, ...files }).dialIns
  const names = dialIn?.guests.map(({ name }) => name) ?? []
  expect(new Set(names).size).toBe(6)
  expect(names).toContain('laptops-a_b')
  for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z0-9_-]{0,95}$/)
})

test('clients are clamped for a path that mobile networks carry, also into other tunnels', () => {
  const { firewall } = north()
  const clamps = firewall.v4
    .find(({ name }) => name === 'mangle')
    ?.chains.flatMap(({ rules }) => rules)
    .filter(({ why }) => why.startsWith('laptops:'))
  expect(clamps?.map(({ source, destination, target }) => [source ?? destination, target])).toEqual([
    ['10.0.255.0/24', { clampMss: 1286 }],
    ['10.0.255.0/24', { clampMss: 1286 }],
    ['10.0.254.0/24', { clampMss: 1286 }],
    ['10.0.254.0/24', { clampMss: 1286 }],
  ])
})

test('who dials in is no condition for committing a change', () => {
  expect(north().probes.connections.map(({ connection }) => connection)).toEqual([
    'north-office',
    'north-south',
  ])
})

test('clients whose every packet comes here reach the internet as this gateway, where it masquerades their access', () => {
  const laptops = accessWith({ routes: ['0.0.0.0/0'] })
  const out = (masquerade: string[]): string[] => {
    const { firewall } = north(changed(laptops, { gateways: { north: { internet: { masquerade } } } }))
    const rules = firewall.v4.flatMap(({ chains }) => chains.flatMap(chain => chain.rules))
    return rules.filter(({ target }) => target === 'MASQUERADE').map(({ source }) => source ?? 'any')
  }
  expect(out(['web'])).toEqual(['10.1.0.0/16'])
  expect(out(['laptops', 'web']).sort()).toEqual(['10.0.254.0/24', '10.0.255.0/24', '10.1.0.0/16'])
})
