import type { Bundle } from '../../schema/wire/bundle.ts'
import { compile } from '../../worker/compile/compile.ts'
import { publicKeys, REFERENCE, testKeys, validTopology } from '../fixtures/reference.ts'
import { withCertificate } from './credentials.ts'
import type { Program } from './mortal.ts'

/** One kind of change to rlyeh: the bundles that were released and applied, in order, and what runners die in. */
export interface Change {
  readonly name: string
  readonly before: readonly (readonly Bundle[])[]
  /** What is released then; nothing where a person changes something with what there is. */
  readonly to?: readonly Bundle[]
  /** What runs, one after the other; a turn of the service when it is left out. */
  readonly programs?: readonly Program[]
  /** How often it was interrupted before. */
  readonly interrupted?: number
  /** The window closes while it is made. */
  readonly closes?: true
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

/** Sunday noon is in it, and a minute and a half later is not. */
const ONE_MINUTE = { days: [7], from: 13 * 60, to: 13 * 60 + 1, zone: 'Europe/Warsaw' }

type Rewrite = (bundle: Bundle) => Bundle

const rewritten = (bundles: readonly Bundle[], rewrite: Rewrite): readonly Bundle[] => bundles.map(rewrite)
const onLegacy: Rewrite = bundle => ({ ...bundle, firewall: 'iptables-legacy' })
const forAMinute: Rewrite = bundle => ({ ...bundle, window: ONE_MINUTE })

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
    'an old bundle under a new number': { before: [base, more], to: base },
    'a person goes back': { before: [base, more], programs: ['rollback'] },
    'certificate and key added': { before: [base], to: rewritten(base, withCertificate(1)) },
    'certificate and key renewed': {
      before: [rewritten(base, withCertificate(1))],
      to: rewritten(base, withCertificate(2)),
    },
    'another backend of iptables': { before: [base], to: rewritten(more, onLegacy) },
  }
  return Object.entries(all).map(([name, change]) => ({ name: `${name}, ${daemon}`, ...change }))
}

/** Every kind of change by either daemon, and from one to the other. */
export const CHANGES: readonly Change[] = [
  ...changesBy('swanctl'),
  ...changesBy('ipsec.conf', byStarter),
  { name: 'swanctl to ipsec.conf', before: [network()], to: network(byStarter, oneNetworkMore) },
  { name: 'ipsec.conf to swanctl', before: [network(byStarter, oneNetworkMore)], to: network() },
  {
    name: 'pause, and resume',
    before: [network()],
    to: network(oneNetworkMore),
    programs: ['pause', 'once', 'resume', 'once'],
  },
  {
    name: 'a window closes',
    before: [rewritten(network(), forAMinute)],
    to: rewritten(network(oneNetworkMore), forAMinute),
    closes: true,
  },
  { name: 'interrupted once before', before: [network()], to: network(oneNetworkMore), interrupted: 1 },
  { name: 'interrupted twice before', before: [network()], to: network(oneNetworkMore), interrupted: 2 },
]
