import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import type { IpsecConfig } from '../../worker/compile/texts/swanctl.ts'
import { arbitraryNetwork, drivenBy, topologyOf } from '../fixtures/arbitrary-network.ts'
import { referenceTopology, validTopology } from '../fixtures/reference.ts'
import { REFERENCE_WITH_ARCHIVE, referenceBundles } from '../fixtures/reference-bundles.ts'
import { Charon } from './charon.ts'
import { install } from './gateway-files.ts'
import { gatewaysOf, listingOf, policiesOf } from './model-listing.ts'
import { Namespace } from './namespace.ts'
import { RUNS, TIMEOUT } from './soak.ts'

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

const expectLoaded = async (topology: ValidTopology): Promise<void> => {
  for (const { bundle, config } of gatewaysOf(topology)) {
    await install(bundle, namespace, '/etc/swanctl/')
    const secrets = (await charon.loadAll()).filter(line => /^loaded \S+ secret/.test(line))
    expect(secrets.sort()).toEqual(secretLines(config))
    expect(Object.assign({}, ...(await charon.connections()))).toEqual(listingOf(config, 'swanctl'))
    const policies = (await charon.policies()).flatMap(policy => Object.keys(policy))
    expect(policies.sort()).toEqual(policiesOf(config, 'swanctl').sort())
  }
}

const secretLines = ({ connections, dialIns }: IpsecConfig): string[] =>
  [
    ...connections.map(({ name }) => `loaded ike secret 'ike-${name}'`),
    ...dialIns.flatMap(({ guests }) =>
      guests.map(({ name, secret }) =>
        secret.holds === 'nt-hash' ? `loaded ntlm secret 'ntlm-${name}'` : `loaded eap secret 'eap-${name}'`,
      ),
    ),
  ].sort()

test('charon understands the reference network as it was meant', async () => {
  await expectLoaded(referenceTopology())
})

test('a network more is a child more', async () => {
  await expectLoaded(validTopology(REFERENCE_WITH_ARCHIVE))
})

test(
  'charon understands any small network as it was meant',
  async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, async document => {
        await expectLoaded(topologyOf(drivenBy(document, 'swanctl')))
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
  },
  TIMEOUT,
)

test("the settings win over what the plugins' own files say", async () => {
  const [stats] = await charon.stats()
  expect(stats?.['plugins']).toContain('kernel-netlink')
  expect(stats?.['plugins']).not.toContain('bypass-lan')
})
