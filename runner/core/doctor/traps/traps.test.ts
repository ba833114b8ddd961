import { describe, expect, test } from 'vitest'
import { RLYEH } from '../../../../test/fixtures/rlyeh-in-memory.ts'
import { swanctlFacts } from '../../drift/connections.ts'
import { readSwanctl } from '../../ipsec/swanctl.ts'
import { readTables } from '../../kernel/firewall-text.ts'
import { plainFiles } from '../../keys/open.ts'
import type { HostFacts, Path } from '../host-facts.ts'
import { masqueradesBefore, masqueradesOfNft, type SavedRules } from '../masquerades.ts'
import { findingsOf } from './all.ts'

const connections = plainFiles(RLYEH).get('/etc/swanctl/conf.d/cygnet.conf')?.text ?? ''
const wanted = swanctlFacts(readSwanctl({ connections, secrets: '', credentials: new Map() }))

/** A host without a fault. */
const WELL: HostFacts = {
  bundle: RLYEH,
  units: new Map([
    ['strongswan.service', { active: true, enabled: 'enabled' }],
    ['strongswan-starter.service', { active: false, enabled: 'disabled' }],
    ['systemd-networkd.service', { active: true, enabled: 'enabled' }],
    ['cygnet-runner.service', { active: true, enabled: 'enabled' }],
    ['cygnet-boot.service', { active: true, enabled: 'enabled' }],
  ]),
  rules: [],
  masquerades: [],
  networkd: '[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n',
  plugins: new Set(['openssl', 'gmp', 'sha2', 'vici']),
  wanted,
  loaded: wanted,
  synchronised: true,
  places: [{ path: '/tmp', free: 2 ** 30, writable: true }],
  keys: new Map([['/var/lib/cygnet/keys/sign.key', 0o600]]),
  paths: [],
}

const unit = (name: string, active: boolean, enabled: string): Partial<HostFacts> => ({
  units: new Map([...WELL.units, [name, { active, enabled }]]),
})

const saved = (tool: string, text: string): SavedRules => ({ tool, tables: readTables(text) })

const nat = (...rules: string[]): SavedRules => saved('iptables-nft', `*nat\n${rules.join('\n')}\nCOMMIT\n`)
const LXD =
  '-A POSTROUTING -s 10.1.0.0/24 ! -d 10.1.0.0/24 -m comment --comment "generated for LXD network lxdbr0" -j MASQUERADE'
const HOOK = '-A POSTROUTING -j CYGNET-POSTROUTING'

const path = (kind: Path['kind'], carries: number | undefined): Path => ({
  kind,
  name: 'rlyeh-ulthar/containers-containers',
  from: '10.1.0.1',
  to: '10.2.0.1',
  via: kind === 'underlay' ? 'vswitch' : undefined,
  wanted: 1400,
  carries,
})

const nftRule = (chain: string, ...expr: unknown[]): string =>
  JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6' } },
      { rule: { family: 'inet', table: 'lxd', chain, handle: 7, expr: [...expr, { masquerade: null }] } },
    ],
  })
const side = (field: string, op: string, addr: string, len: number): unknown => ({
  match: { op, left: { payload: { protocol: 'ip', field } }, right: { prefix: { addr, len } } },
})

/** What is wrong with a host, and the command that mends it. */
const complaints = (change: Partial<HostFacts>): string[] =>
  findingsOf({ ...WELL, ...change }).map(({ code, mend }) => `${code}: ${mend}`)

test('a host without a fault falls into no trap, nor does one that could not be looked at', () => {
  expect(findingsOf(WELL)).toEqual([])
  const blind = { bundle: undefined, plugins: undefined, loaded: undefined, networkd: undefined }
  expect(findingsOf({ ...WELL, ...blind, units: new Map(), synchronised: undefined })).toEqual([])
})

describe('a host that falls in', () => {
  test.each<[string, Partial<HostFacts>, string]>([
    [
      'both daemons run',
      unit('strongswan-starter.service', true, 'disabled'),
      'dual-daemon: systemctl disable --now strongswan-starter.service',
    ],
    [
      'both daemons would at the next boot',
      unit('strongswan-starter.service', false, 'enabled'),
      'dual-daemon: systemctl disable --now strongswan-starter.service',
    ],
    [
      'strongSwan does not run',
      { ...unit('strongswan.service', false, 'enabled'), loaded: undefined },
      'daemon-off: systemctl start strongswan.service',
    ],
    [
      'somebody runs strongSwan without systemd',
      unit('strongswan.service', false, 'enabled'),
      'daemon-off: systemctl start strongswan.service',
    ],
    [
      "LXD's own NAT before our hook",
      { masquerades: masqueradesBefore(nat(LXD, HOOK)) },
      'bridge-nat: lxc network set lxdbr0 ipv4.nat=false',
    ],
    [
      "LXD's own NAT in a table of nft",
      {
        masquerades: masqueradesOfNft(
          nftRule('pstrt.lxdbr0', side('saddr', '==', '10.1.0.0', 24), side('daddr', '!=', '10.1.0.0', 24)),
        ),
      },
      'bridge-nat: lxc network set lxdbr0 ipv4.nat=false',
    ],
    [
      'a masquerade by hand in a chain that is jumped to first',
      { masquerades: masqueradesBefore(nat('-A POSTROUTING -j UFW', HOOK, '-A UFW -o eth0 -j MASQUERADE')) },
      'bridge-nat: iptables-nft -t nat -D POSTROUTING -j CYGNET-POSTROUTING; iptables-nft -t nat -I POSTROUTING 1 -j CYGNET-POSTROUTING',
    ],
    [
      'legacy rules beside nft',
      { rules: [saved('iptables-legacy', '*nat\n-A POSTROUTING -j ACCEPT\nCOMMIT\n*filter\nCOMMIT\n')] },
      'firewall-backend: iptables-legacy -t nat -F',
    ],
    [
      'a later file turns foreign routes on again',
      {
        networkd: `${WELL.networkd ?? ''}# /etc/systemd/networkd.conf.d/99-x.conf\n[Network]\nManageForeignRoutes=yes\n`,
      },
      "networkd-foreign-routes: mkdir -p /etc/systemd/networkd.conf.d && printf '[Network]\\nManageForeignRoutes=no\\nManageForeignRoutingPolicyRules=no\\n' > /etc/systemd/networkd.conf.d/zz-keep-foreign-routes.conf",
    ],
    [
      'no plugin for the curve',
      { plugins: new Set(['gmp', 'gcm']) },
      'plugin-missing: apt-get install libstrongswan-standard-plugins && systemctl restart strongswan.service',
    ],
    [
      'a line that carries less',
      { paths: [path('underlay', 1350)] },
      'mtu: ip link set dev vswitch mtu 1350',
    ],
    [
      'a tunnel that carries less',
      { paths: [path('tunnel', 1300)] },
      'mtu: iptables -t mangle -I FORWARD 1 -p tcp --tcp-flags SYN,RST SYN -m policy --dir out --pol ipsec -j TCPMSS --set-mss 1260',
    ],
    [
      'a connection by hand to the same gateway, with a name that would be a command',
      { loaded: new Map([...wanted, ["x'; reboot #", new Map([['remote_addrs', '172.16.0.2']])]]) },
      `foreign-connection: grep -rnF -- 'x'\\''; reboot #' /etc/swanctl`,
    ],
    [
      'a template that takes calls from anywhere',
      { loaded: new Map([...wanted, ['default', new Map([['remote_addrs', '%any']])]]) },
      'foreign-connection: grep -rnF -- default /etc/swanctl',
    ],
    [
      'no /tmp',
      { places: [{ path: '/tmp', free: undefined, writable: false }] },
      'folder-missing: install -d -m 1777 /tmp',
    ],
    [
      'a read-only disk',
      { places: [{ path: '/etc', free: 2 ** 30, writable: false }] },
      'disk-read-only: mount -o remount,rw "$(findmnt -nro TARGET -T /etc)"',
    ],
    [
      'a full disk',
      { places: [{ path: '/etc', free: 4096, writable: true }] },
      'disk-full: journalctl --vacuum-size=100M; apt-get clean',
    ],
    [
      'a clock that nobody sets',
      { synchronised: false },
      'clock-unsynchronised: timedatectl set-ntp true || apt-get install systemd-timesyncd',
    ],
    [
      'a key that others may read',
      { keys: new Map([['/var/lib/cygnet/keys/seal.key', 0o644]]) },
      'key-readable: chmod 600 /var/lib/cygnet/keys/seal.key',
    ],
    [
      'the runner would not start at boot',
      unit('cygnet-runner.service', true, 'disabled'),
      'service-off: systemctl enable cygnet-runner.service',
    ],
    [
      'the runner does not run',
      unit('cygnet-runner.service', false, 'enabled'),
      'service-off: systemctl enable --now cygnet-runner.service',
    ],
    [
      'what restores the firewall is masked',
      unit('cygnet-boot.service', false, 'masked'),
      'service-off: systemctl unmask cygnet-boot.service && systemctl enable cygnet-boot.service',
    ],
  ])('%s', (_, change, complaint) => {
    expect(complaints(change)).toEqual([complaint])
  })
})

describe('a host that only looks like it', () => {
  test.each<[string, Partial<HostFacts>]>([
    [
      "LXD's NAT behind our hook, which lets pass what IPsec takes",
      { masquerades: masqueradesBefore(nat(HOOK, LXD)) },
    ],
    [
      'a masquerade of a network that no tunnel carries',
      { masquerades: masqueradesBefore(nat(LXD.replaceAll('10.1.0.0', '192.168.0.0'), HOOK)) },
    ],
    [
      'a masquerade that exempts private space',
      { masquerades: masqueradesBefore(nat(LXD.replace('! -d 10.1.0.0/24', '! -d 10.0.0.0/8'), HOOK)) },
    ],
    [
      'legacy tables without rules',
      { rules: [saved('iptables-legacy', '*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n')] },
    ],
    ['networkd does not run', { ...unit('systemd-networkd.service', false, 'disabled'), networkd: '' }],
    ['a far end that answers no ping', { paths: [path('tunnel', undefined)] }],
    ['a line that carries all of it', { paths: [path('underlay', 1400)] }],
    [
      'a connection by hand to somebody else',
      { loaded: new Map([...wanted, ['x', new Map([['remote_addrs', '192.0.2.9']])]]) },
    ],
  ])('%s', (_, change) => {
    expect(complaints(change)).toEqual([])
  })
})

test('a list of nft that is none is refused, and rules that are none are passed over', () => {
  expect(() => masqueradesOfNft('{"nftables":3}')).toThrow(SyntaxError)
  expect(() => masqueradesOfNft('<html>')).toThrow(SyntaxError)
  expect(masqueradesOfNft('{"nftables":[{"rule":null},{"rule":{"table":1}},{}]}')).toEqual([])
  expect(masqueradesOfNft(nftRule('pstrt.$(reboot)'))).toMatchObject([{ bridge: undefined }])
})
