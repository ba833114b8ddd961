import type { Bundle } from '../../schema/wire/bundle.ts'
import { compile } from '../../worker/compile/compile.ts'
import { publicKeys, REFERENCE, testKeys, validTopology } from '../fixtures/reference.ts'

/** One kind of change to rlyeh: the bundles that were released and applied, in order, and the release that runners die in. */
export interface Change {
  readonly name: string
  readonly before: readonly (readonly Bundle[])[]
  readonly to: readonly Bundle[]
}

type Edit = (text: string) => string

/** An edit that must find what it replaces: one that does nothing would be a change that nobody tests. */
const replacing =
  (what: string, by: string): Edit =>
  text => {
    if (!text.includes(what)) throw new Error(`the reference network has no ${what}`)
    return text.replace(what, by)
  }

const byStarter = replacing('  rlyeh:\n', '  rlyeh:\n    daemon: ipsec.conf\n')
const oneNetworkMore = replacing(
  'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }',
  'containers: { subnet: 10.2.0.0/16, interface: lxdbr0 }\n      archive: { subnet: 10.3.0.0/16, interface: lxdbr1 }',
)
const anotherVlan = replacing('vlan: 4090', 'vlan: 4091')
const noMasquerade = replacing(
  'internet: { via: enp9s0, masquerade: [containers] }',
  'internet: { via: enp9s0 }',
)

const { sign, seal } = publicKeys(testKeys(50))
const LENG = `
  leng:
    keys: { sign: "ed25519:${sign}", seal: "x25519:${seal}" }
    interfaces:
      eth1: { managed: false, addresses: [172.16.0.3/32] }
      br0: { managed: false, addresses: [10.4.0.1/16] }
    networks:
      plateau: { subnet: 10.4.0.0/16, interface: br0 }

tunnels:
  rlyeh-leng:
    between: { rlyeh: vswitch, leng: eth1 }
`
const oneTunnelMore = replacing('\ntunnels:\n', LENG)

const network = (...edits: readonly Edit[]): readonly Bundle[] =>
  compile(validTopology(edits.reduce((text, edit) => edit(text), REFERENCE)))

/** Every kind of change, for a gateway whose daemon an edit chooses. */
const changesBy = (daemon: string, ...own: readonly Edit[]): readonly Change[] => {
  const from = (...edits: readonly Edit[]): readonly Bundle[] => network(...own, ...edits)
  const [base, more] = [from(), from(oneTunnelMore)]
  const all: Record<string, Omit<Change, 'name'>> = {
    'first install': { before: [], to: base },
    'tunnel added': { before: [base], to: more },
    'tunnel changed': { before: [base], to: from(oneNetworkMore) },
    'tunnel removed': { before: [more], to: base },
    'VLAN changed': { before: [base], to: from(anotherVlan) },
    'firewall changed': { before: [base], to: from(noMasquerade) },
    'everything at once': {
      before: [base],
      to: from(oneTunnelMore, oneNetworkMore, anotherVlan, noMasquerade),
    },
    'roll back': { before: [base, more], to: base },
  }
  return Object.entries(all).map(([name, change]) => ({ name: `${name}, ${daemon}`, ...change }))
}

/** Every kind of change by either daemon, and from one to the other. */
export const CHANGES: readonly Change[] = [
  ...changesBy('swanctl'),
  ...changesBy('ipsec.conf', byStarter),
  { name: 'swanctl to ipsec.conf', before: [network()], to: network(byStarter, oneNetworkMore) },
  { name: 'ipsec.conf to swanctl', before: [network(byStarter, oneNetworkMore)], to: network() },
]
