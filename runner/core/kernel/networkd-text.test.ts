import { describe, expect, test } from 'vitest'
import { withBroadcasts } from './networkd-text.ts'

const described = (...addresses: readonly string[]): string =>
  withBroadcasts(
    `[Match]\nName=enp9s0\n\n[Network]\nLinkLocalAddressing=ipv6\n${addresses.map(one => `Address=${one}\n`).join('')}VLAN=vswitch\n\n[Route]\nDestination=0.0.0.0/0\n`,
  )

describe('what networkd is told of an interface', () => {
  test('names the broadcast address of every network, in the order of its addresses', () => {
    expect(described('172.16.0.18/28', '2001:db8::1/64', '203.0.113.50/32')).toBe(
      `[Match]
Name=enp9s0

[Network]
LinkLocalAddressing=ipv6
VLAN=vswitch

[Address]
Address=172.16.0.18/28
Broadcast=172.16.0.31

[Address]
Address=2001:db8::1/64

[Address]
Address=203.0.113.50/32

[Route]
Destination=0.0.0.0/0
`,
    )
  })

  test.each([
    ['10.0.0.1/8', '10.255.255.255'],
    ['192.168.7.9/23', '192.168.7.255'],
    ['203.0.113.1/30', '203.0.113.3'],
    ['255.255.255.1/1', '255.255.255.255'],
  ])('%s: %s', (address, broadcast) => {
    expect(described(address)).toContain(`Address=${address}\nBroadcast=${broadcast}\n`)
  })

  test.each(['203.0.113.1/31', '203.0.113.1/32', '203.0.113.1', '2001:db8::1/64', '0.0.0.0/0'])(
    '%s has none',
    address => {
      expect(described(address)).not.toContain('Broadcast')
    },
  )

  test('keeps an address with a label in its section', () => {
    const section = '[Network]\nDHCP=no\n\n[Address]\nAddress=10.0.0.1/24\nLabel=eth0:1\n'
    expect(withBroadcasts(section)).toBe(
      '[Network]\nDHCP=no\n\n[Address]\nAddress=10.0.0.1/24\nBroadcast=10.0.0.255\nLabel=eth0:1\n',
    )
  })

  test('stays as it is without an address, and when it is told again', () => {
    const bare = '[Match]\nName=eth0\n\n[Network]\nDHCP=ipv4\n\n[DHCP]\nRouteMetric=100\n'
    expect(withBroadcasts(bare)).toBe(bare)
    const once = described('172.16.0.18/28')
    expect(withBroadcasts(once)).toBe(once)
  })
})
