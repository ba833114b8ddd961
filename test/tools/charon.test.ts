import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { compile } from '../../worker/compile/compile.ts'
import { type Connection, connectionsOf } from '../../worker/compile/connection.ts'
import { arbitraryTopology } from '../fixtures/arbitrary-topology.ts'
import { referenceTopology, validTopology } from '../fixtures/reference.ts'
import { REFERENCE_WITH_ARCHIVE, referenceBundles } from '../fixtures/reference-bundles.ts'
import { Charon } from './charon.ts'
import { install } from './gateway-files.ts'
import { Namespace } from './namespace.ts'
import type { Listing } from './vici-listing.ts'

let namespace: Namespace
let charon: Charon

beforeAll(async () => {
  namespace = await Namespace.create()
  // As if somebody had switched it on by hand, in the plugin's own file.
  await namespace.write('/etc/strongswan.d/charon/bypass-lan.conf', 'bypass-lan { load = yes }\n')
  for (const bundle of referenceBundles()) await install(bundle, namespace, '/etc/strongswan.d/')
  charon = await Charon.start(namespace)
})
afterAll(async () => {
  await namespace[Symbol.asyncDispose]()
})

/** What `--list-conns` should say of a connection, in the daemon's own words. */
const listed = ({ name, local, remote, rekey, dpd, start, children }: Connection): Listing => ({
  [name]: {
    local_addrs: [local.address ?? '%any'],
    remote_addrs: [remote.address ?? '%any'],
    version: 'IKEv2',
    reauth_time: '0',
    rekey_time: String(rekey.ike),
    unique: 'UNIQUE_REPLACE',
    dpd_delay: String(dpd.delay),
    'local-1': authenticated(local.id),
    'remote-1': authenticated(remote.id),
    children: Object.fromEntries(
      children.map(child => [
        child.name,
        {
          mode: 'TUNNEL',
          rekey_time: String(rekey.child),
          rekey_bytes: '0',
          rekey_packets: '0',
          dpd_action: start === 'start' ? 'start' : 'none',
          close_action: start === 'start' ? 'start' : 'none',
          'local-ts': [child.local],
          'remote-ts': [child.remote],
        },
      ]),
    ),
  },
})

const authenticated = (id: string): Listing => ({
  id,
  class: 'pre-shared key',
  groups: [],
  cert_policy: [],
  certs: [],
  cacerts: [],
})

const byFirstKey = (listings: readonly Listing[]): Listing[] =>
  [...listings].sort((a, b) => (String(Object.keys(a)[0]) < String(Object.keys(b)[0]) ? -1 : 1))

const trapped = (connections: readonly Connection[]): string[] =>
  connections.flatMap(({ name, start, children }) =>
    start.startsWith('trap') ? children.map(child => `${name}/${child.name}`) : [],
  )

const expectLoaded = async (topology: ValidTopology): Promise<void> => {
  for (const [index, bundle] of compile(topology).entries()) {
    const gateway = topology.gateways[index]
    if (gateway?.name !== bundle.gateway) throw new Error('bundles and gateways differ')
    const connections = connectionsOf(topology, gateway)
    await install(bundle, namespace, '/etc/swanctl/')
    const lines = await charon.loadAll()
    const secrets = lines.filter(line => line.startsWith('loaded ike secret'))
    expect(secrets.sort()).toEqual(connections.map(({ name }) => `loaded ike secret 'ike-${name}'`).sort())
    expect(byFirstKey(await charon.connections())).toEqual(connections.map(listed))
    const policies = (await charon.policies()).flatMap(policy => Object.keys(policy))
    expect(policies.sort()).toEqual(trapped(connections).sort())
  }
}

test('charon understands the reference network as it was meant', async () => {
  await expectLoaded(referenceTopology())
})

test('a network more is a child more', async () => {
  await expectLoaded(validTopology(REFERENCE_WITH_ARCHIVE))
})

test('charon understands any small network as it was meant', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTopology, async document => {
      await expectLoaded(validTopology(JSON.stringify(document)))
    }),
    { numRuns: 40 },
  )
}, 180_000)

test("the settings win over what the plugins' own files say", async () => {
  const [stats] = await charon.stats()
  expect(stats?.['plugins']).toContain('kernel-netlink')
  expect(stats?.['plugins']).not.toContain('bypass-lan')
})
