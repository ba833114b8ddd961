import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readStarterConfig } from '../../runner/core/ipsec/conn-change.ts'
import { readDaemonSettings } from '../../runner/core/ipsec/daemon-settings.ts'
import { childNames, readSwanctl } from '../../runner/core/ipsec/swanctl.ts'
import { openFiles } from '../../runner/core/keys/open.ts'
import { ipsecTexts } from '../../runner/flows/change/texts.ts'
import { readTopology } from '../../schema/topology/read.ts'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { readConnName } from '../../schema/wire/conn-name.ts'
import { compile } from '../../worker/compile/compile.ts'
import { arbitraryTopology, type TopologyDocument } from '../fixtures/arbitrary-topology.ts'
import { FILES, WITH_LAPTOPS } from '../fixtures/laptops.ts'
import { publicKeys, testKeys, validTopology } from '../fixtures/reference.ts'
import { changed, type Written } from '../fixtures/two-sites.ts'

type Daemon = Bundle['daemon']

/** `connection/child` of all that a runner would load for a bundle. Throws where it would refuse. */
const readByRunner = (bundle: Bundle): string[] => {
  const secrets = new Map(bundle.secrets.map(({ id }) => [id, '0sc29tZXRoaW5n']))
  const texts = ipsecTexts(openFiles(bundle, secrets), bundle.daemon)
  readDaemonSettings(texts.settings)
  if (bundle.daemon === 'swanctl')
    return [...readSwanctl(texts).connections].flatMap(([name, connection]) =>
      childNames(connection).map(child => `${name}/${child}`),
    )
  return [...readStarterConfig(texts).conns.keys()].flatMap(conn => {
    const read = readConnName(conn)
    if (read === undefined) throw new Error(`${conn} is no name of ours`)
    return read.starts ? [] : [`${read.connection}/${read.child}`]
  })
}

/** With all gateways driven so, and measured: that is more to read. */
const drivenBy = (document: TopologyDocument, daemon: Daemon): string => {
  const gateways = Object.entries(document['gateways'] ?? {}).map(([name, gateway]) => [
    name,
    { ...gateway, daemon },
  ])
  return JSON.stringify({ ...document, monitor: {}, gateways: Object.fromEntries(gateways) })
}

const gatewayIn = (index: number): Written => {
  const { sign, seal } = publicKeys(testKeys(30 + 10 * index))
  return {
    keys: { sign: `ed25519:${sign}`, seal: `x25519:${seal}` },
    interfaces: {
      eth0: { managed: false, addresses: [`198.51.100.${index}/32`] },
      br0: { managed: false, addresses: [`10.${index}.0.1/16`] },
    },
    networks: { lan: { subnet: `10.${index}.0.0/16`, interface: 'br0' } },
  }
}

const HUB: Written = {
  cygnet: 1,
  network: 'star',
  private: ['10.0.0.0/8'],
  gateways: { hub: gatewayIn(1), left: gatewayIn(2), right: gatewayIn(3) },
  hubs: { star: { hub: 'hub', spokes: ['left', 'right'], via: 'eth0' } },
}

describe.each(['swanctl', 'ipsec.conf'] as const)('what is compiled for %s', daemon => {
  test('is what the runner on the gateway reads, for any tunnels', () => {
    fc.assert(
      fc.property(arbitraryTopology, document => {
        for (const bundle of compile(validTopology(drivenBy(document, daemon)))) {
          const probed = bundle.probes.connections.flatMap(({ connection, children }) =>
            children.map(child => `${connection}/${child}`),
          )
          expect(readByRunner(bundle)).toEqual(expect.arrayContaining(probed))
        }
      }),
    )
  })

  test('is what the runner reads for laptops, a peer and sealed secrets', () => {
    const text = JSON.stringify(changed(WITH_LAPTOPS, { gateways: { north: { daemon } } }))
    const read = readTopology(new Map(Object.entries({ ...FILES, 'topology.yaml': text })))
    if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems))
    const [north] = compile(read.topology)
    if (north === undefined) throw new Error('there is no bundle')
    expect(readByRunner(north)).toEqual(
      expect.arrayContaining(['laptops-ada/inside', 'laptops-bob/inside', 'laptops/inside']),
    )
  })

  test('is what the runner reads for a spoke, with the policies that keep its own networks at home', () => {
    const bundles = compile(validTopology(drivenBy(HUB, daemon)))
    const spoke = bundles.find(({ gateway }) => gateway === 'left')
    if (spoke === undefined) throw new Error('there is no bundle')
    expect(readByRunner(spoke)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^own_networks\//),
        expect.stringMatching(/^star-left\//),
      ]),
    )
  })
})
