import { parse, stringify } from 'yaml'
import type { ValidTopology } from '../../schema/topology/topology.ts'
import { sealedFile } from '../fixtures/laptops.ts'
import { publicKeys, REFERENCE, REFERENCE_KEYS, validNetwork } from '../fixtures/reference.ts'
import { changed, type Written } from '../fixtures/two-sites.ts'

const SEAL = { rlyeh: publicKeys(REFERENCE_KEYS.rlyeh).seal, ulthar: publicKeys(REFERENCE_KEYS.ulthar).seal }

/** The reference network with ulthar driven by ipsec.conf, and both joined to an office that somebody else runs. */
export const withOffice = (): ValidTopology => {
  const text = changed(parse(REFERENCE) as Written, {
    private: ['10.0.0.0/8', '192.168.0.0/16'],
    gateways: { ulthar: { daemon: 'ipsec.conf' } },
    peers: { office: { address: '203.0.113.200', id: '@office', networks: ['192.168.50.0/24'] } },
    tunnels: {
      'rlyeh-office': { between: { rlyeh: 'enp9s0', office: null }, secret: 'sealed/office-rlyeh' },
      'ulthar-office': { between: { ulthar: 'eth0', office: null }, secret: 'sealed/office-ulthar' },
    },
  })
  const sealed = (gateway: 'rlyeh' | 'ulthar'): string =>
    sealedFile('psk', { [gateway]: SEAL[gateway] }, { network: 'miskatonic' })
  return validNetwork(
    new Map([
      ['topology.yaml', stringify(text)],
      ['secrets/office-rlyeh.json', sealed('rlyeh')],
      ['secrets/office-ulthar.json', sealed('ulthar')],
    ]),
  )
}
