import { describe, expect, test } from 'vitest'
import { codesOf, host, imported } from './hosts.ts'

const NETPLAN =
  'network:\n  ethernets:\n    eth0: { addresses: [203.0.113.1/24], routes: [{ to: default, via: 203.0.113.254 }] }\n    lan1: { addresses: [10.1.0.1/16] }\n'
const KEY = '0s8hI0Vq1nYw7c+TkLr3ZbXg9sJf5eQmD4uPaRzWvtGxM='
const SOUND: Readonly<Record<string, string>> = {
  '/etc/netplan/01.yaml': NETPLAN,
  '/etc/ipsec.conf': `conn office
  authby=secret
  left=203.0.113.1
  right=198.51.100.9
  leftsubnet=10.1.0.0/16
  rightsubnet=10.2.0.0/16
  ike=aes256-sha256-modp2048!
  esp=aes256-sha256-modp2048!
  auto=route
  reauth=no
`,
  '/etc/ipsec.secrets': `203.0.113.1 198.51.100.9 : PSK ${KEY}\n`,
}

const codes = (files: Readonly<Record<string, string>>, provider?: 'hetzner-cloud' | 'hetzner-dedicated') =>
  codesOf(imported({ gateway: 'here', provider, files: host({ ...SOUND, ...files }) }))

/** The sound connection with lines of its own added or put in place of others. */
const conn = (...lines: readonly string[]): Record<string, string> => ({
  '/etc/ipsec.conf': `${SOUND['/etc/ipsec.conf']}${lines.map(line => `  ${line}\n`).join('')}`,
})

test('a sound host falls into none', () => expect(codes({})).toEqual(['identity-changes']))

describe('each trap', () => {
  const vlan = (more: string) => ({
    '/etc/netplan/02.yaml': `network: { vlans: { v: { link: eth0, addresses: [172.16.0.9/28], ${more} } } }\n`,
  })
  const dump = (...rules: readonly string[]) => ({
    '/iptables-save.txt': `*nat\n${rules.map(rule => `-A POSTROUTING ${rule}\n`).join('')}COMMIT\n`,
  })
  const script = (text: string) => ({ ...conn('leftupdown=/opt/up.sh'), '/opt/up.sh': text })
  const template = (auto: string) => ({
    '/etc/ipsec.conf': `conn t\n  auto=${auto}\n  rekey=no\n  leftid=@v.example.com\n  leftsubnet=10.0.0.0/8\n  right=%any\n  rightauth=eap-mschapv2\nconn t-a\n  also=t\n  auto=add\n  eap_identity=a\n  rightsourceip=10.9.0.1/32\n`,
    '/etc/ipsec.secrets': 'a : EAP "x"\n',
  })
  const wants = (...names: readonly string[]) =>
    Object.fromEntries(names.map(name => [`/etc/systemd/system/multi-user.target.wants/${name}.service`, '']))

  test.each<
    [string, Record<string, string>, Record<string, string>, ('hetzner-cloud' | 'hetzner-dedicated')?]
  >([
    ['vlan-range', vlan('id: 4093'), vlan('id: 4010'), 'hetzner-dedicated'],
    ['vlan-range', vlan('id: 4095'), vlan('id: 4093')],
    ['mtu-underlay', vlan('id: 4010, mtu: 1450'), vlan('id: 4010, mtu: 1400'), 'hetzner-dedicated'],
    [
      'interface-name',
      { '/etc/netplan/02.yaml': 'network: { vlans: { v.5: { id: 5, link: eth0 } } }' },
      vlan('id: 5'),
    ],
    [
      'netplan-crash',
      { '/etc/netplan/02.yaml': 'network: { vrfs: { a: { routes: [] } } }' },
      { '/etc/netplan/02.yaml': 'network: { vrfs: { a: { table: 5 } } }' },
    ],
    ['weak-crypto', conn('ike=aes256-sha1-modp2048!'), conn('ike=aes256-sha256-ecp256!')],
    ['selector-host-bits', conn('leftsubnet=10.1.0.1/16'), conn('leftsubnet=10.1.0.0/16')],
    ['selector-overlap', conn('rightsubnet=10.1.5.0/24'), conn('rightsubnet=10.3.5.0/24')],
    ['selector-unrouted', conn('leftsubnet=10.7.0.0/16'), conn('leftsubnet=10.1.7.0/24')],
    ['reauth-gap', conn('reauth=yes'), conn('reauth=no')],
    ['reauth-gap', conn('reauth='), conn('rekey=no')],
    ['both-start', conn('dpdaction=restart'), conn('dpdaction=hold')],
    ['template-live', template('add'), template('ignore')],
    [
      'masquerade-private',
      dump('-s 10.1.0.0/16 -o eth0 -j MASQUERADE'),
      dump('-s 10.1.0.0/16 ! -d 10.0.0.0/8 -o eth0 -j MASQUERADE'),
    ],
    [
      'masquerade-private',
      dump('-o eth0 -j MASQUERADE'),
      dump('-m policy --dir out --pol ipsec -j ACCEPT', '-o eth0 -j MASQUERADE'),
    ],
    [
      'rule-duplicate',
      dump('-s 9.9.9.9/32 -j ACCEPT', '-s 9.9.9.9/32 -j ACCEPT'),
      dump('-s 9.9.9.9/32 -j ACCEPT', '-s 9.9.9.8/32 -j ACCEPT'),
    ],
    [
      'updown-append',
      script('iptables -A X -j ACCEPT\n'),
      script('iptables -C X -j ACCEPT || iptables -A X -j ACCEPT\n'),
    ],
    ['updown-never-runs', conn('rightupdown=/opt/x'), conn('leftupdown=/opt/x')],
    ['firewall-backend', script('iptables-legacy -L\n'), script('iptables -L\n')],
    [
      'psk-weak',
      { '/etc/ipsec.secrets': '198.51.100.9 : PSK "correct horse"\n' },
      { '/etc/ipsec.secrets': `198.51.100.9 : PSK ${KEY}\n` },
    ],
    [
      'duplicate-definition',
      { '/etc/ipsec.secrets': `a b : PSK ${KEY}\nb a : PSK ${KEY}\n` },
      { '/etc/ipsec.secrets': `a b : PSK ${KEY}\nb c : PSK ${KEY}\n` },
    ],
    ['secret-type', { '/etc/ipsec.secrets': `198.51.100.9 ${KEY}\n` }, {}],
    ['secret-plain', { '/etc/ipsec.secrets': 'a : EAP b\n' }, {}],
    ['dual-daemon', wants('strongswan', 'strongswan-starter'), wants('strongswan-starter')],
    ['dual-daemon', { '/etc/swanctl/swanctl.conf': 'connections { b { version = 2 } }\n' }, {}],
    ['secret-missing', { '/etc/ipsec.secrets': `192.0.2.1 : PSK ${KEY}\n` }, {}],
    ['not-expressed', conn('mark=42'), conn('mobike=no')],
    ['not-expressed', conn('type=transport'), conn('type=tunnel')],
    ['not-expressed', conn('keyexchange=ikev1'), conn('keyexchange=ikev2')],
    ['not-expressed', conn('leftauth=pubkey'), conn('leftauth=psk')],
    ['not-expressed', conn('rightsubnet=10.2.0.0/16[tcp/80]'), {}],
    ['interface-unknown', conn('left=203.0.113.77'), {}],
    ['interface-unknown', conn('leftsubnet=10.1.0.0/16,10.77.0.0/16'), {}],
  ])('%s: a host that falls in, and one that does not', (code, into, past, provider) => {
    expect(codes(into, provider)).toContain(code)
    expect(codes(past, provider)).not.toContain(code)
  })

  test('mtu-underlay on a cloud network', () => {
    const mtu = (bytes: number) => ({
      '/etc/netplan/02.yaml': `network: { ethernets: { eth1: { addresses: [10.99.0.2/32], mtu: ${bytes} } } }`,
    })
    expect(codes(mtu(1500), 'hetzner-cloud')).toContain('mtu-underlay')
    expect(codes(mtu(1450), 'hetzner-cloud')).not.toContain('mtu-underlay')
  })
})
