import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { referenceTopology, validTopology } from '../../test/fixtures/reference.ts'
import {
  changed,
  complaints,
  gatewayWith,
  TWO_SITES,
  tunnelWith,
  type Written,
} from '../../test/fixtures/two-sites.ts'
import { formatCidr } from './address.ts'

const topologyWith = (change: Written) => validTopology(stringify(changed(TWO_SITES, change)))
const endsWith = (change: Written) => topologyWith(change).tunnels[0]?.ends

describe('what nobody has to write', () => {
  test('a tunnel has good defaults', () => {
    expect(referenceTopology().tunnels).toEqual([
      {
        at: ['tunnels', 'rlyeh-ulthar'],
        name: 'rlyeh-ulthar',
        origin: { kind: 'tunnel', name: 'rlyeh-ulthar' },
        ends: [
          expect.objectContaining({
            name: 'rlyeh',
            interface: 'vswitch',
            address: '172.16.0.18',
            id: 'rlyeh.miskatonic',
            mtu: 1400,
            encap: false,
            start: 'trap',
          }),
          expect.objectContaining({ name: 'ulthar', mtu: 1450, encap: true, start: 'trap|start' }),
        ],
        secret: { kind: 'derived', epoch: 1 },
        ike: ['aes256gcm16-prfsha384-ecp384', 'aes256-sha256-modp2048'],
        esp: ['aes256gcm16-ecp384', 'aes256-sha256-modp2048'],
        rekey: { ike: 14_400, child: 3600 },
        reauth: undefined,
        dpd: { delay: 30, action: undefined },
        close: undefined,
        mss: 'auto',
      },
    ])
  })

  test('MTUs come from the provider: a vSwitch, a private network, a plain bridge', () => {
    const mtus = referenceTopology().gateways.flatMap(({ interfaces }) =>
      interfaces.map(({ name, mtu }) => `${name} ${mtu}`),
    )
    expect(mtus).toEqual([
      'enp9s0 1500',
      'lxdbr0 1500',
      'vswitch 1400',
      'eth0 1500',
      'eth1 1450',
      'lxdbr0 1500',
      'lxdbr1 1500',
    ])
  })

  test('a change is approved by a maintainer who did not write it, and gateways ask every minute', () => {
    expect(topologyWith({}).rollout).toEqual({
      approvers: { permission: 'maintain', users: [], self: false },
      every: 60,
      waves: [],
      silence: 900,
      loss: 0.01,
      window: undefined,
      limit: { gateways: undefined, removals: undefined },
    })
  })
})

describe('who initiates', () => {
  const initiators = (change: Written) =>
    endsWith(change)
      ?.filter(end => end.start === 'trap|start' || end.start === 'start')
      .map(end => end.name)

  test('exactly one end, or two IKE SAs would come up: the first by name', () => {
    expect(initiators({})).toEqual(['north'])
  })

  test('the one behind a NAT, which cannot be reached first', () => {
    expect(initiators(gatewayWith('south', { nat: true }))).toEqual(['south'])
    expect(initiators({ gateways: { north: { nat: true }, south: { nat: true } } })).toEqual(['north'])
  })
})

describe('UDP encapsulation', () => {
  const encaps = (change: Written) => endsWith(change)?.map(end => end.encap)

  test('is forced on the end behind the NAT only', () => {
    expect(encaps({})).toEqual([false, false])
    expect(encaps(gatewayWith('south', { nat: true }))).toEqual([false, true])
  })

  test('a preset knows of the NAT, and may be wrong about this machine', () => {
    expect(encaps(gatewayWith('south', { provider: 'hetzner-cloud' }))).toEqual([false, true])
    expect(encaps(gatewayWith('south', { provider: 'hetzner-cloud', nat: false }))).toEqual([false, false])
  })
})

describe('interfaces', () => {
  test('a VLAN may be called otherwise than its key, and is found by its key', () => {
    const change = gatewayWith('north', { interfaces: { vswitch: { name: 'wan0' } } })
    expect(endsWith(change)?.[0]).toMatchObject({ interface: 'wan0' })
    expect(complaints({ ...change, ...tunnelWith({ between: { north: 'wan0' } }) })).toEqual([
      'unknown-reference: wan0',
    ])
  })

  test('of several addresses the first that the other end can speak to counts', () => {
    const addresses = ['fd00::2/64', '172.16.0.2/24']
    expect(endsWith(gatewayWith('south', { interfaces: { eth1: { addresses } } }))?.[1].address).toBe(
      '172.16.0.2',
    )
  })

  test('a VLAN has the MTU of its link where the provider sets none', () => {
    const [north] = topologyWith(
      gatewayWith('north', { provider: 'generic', interfaces: { eth0: { mtu: 9000 } } }),
    ).gateways
    expect(north?.interfaces.find(({ name }) => name === 'vswitch')?.mtu).toBe(9000)
  })

  test('host bits of an address stay', () => {
    const [north] = topologyWith({}).gateways
    expect(north?.interfaces.flatMap(({ addresses }) => addresses.map(formatCidr))).toEqual([
      '10.1.0.1/16',
      '172.16.0.18/28',
    ])
  })
})

describe('names that lead nowhere', () => {
  test.each([
    [
      'a link',
      gatewayWith('north', { interfaces: { vswitch: { link: 'eth9' } } }),
      ['interface-kind: vswitch', 'unknown-reference: eth9'],
    ],
    [
      "a network's interface",
      gatewayWith('north', { networks: { web: { interface: 'br9' } } }),
      ['unknown-reference: br9'],
    ],
    [
      'the way to the internet',
      gatewayWith('north', { internet: { via: 'eth9' } }),
      ['unknown-reference: eth9'],
    ],
    [
      'a masqueraded network',
      gatewayWith('north', { internet: { masquerade: ['web', 'wbe'] } }),
      ['unknown-reference: wbe'],
    ],
    ["a tunnel's interface", tunnelWith({ between: { north: 'vswich' } }), ['unknown-reference: vswich']],
    [
      "a tunnel's gateway",
      tunnelWith({ between: { south: undefined, sout: 'eth1' } }),
      ['unknown-reference: sout'],
    ],
    [
      'a name that every object has',
      tunnelWith({ between: { south: undefined, constructor: 'eth1' } }),
      ['unknown-reference: constructor'],
    ],
    [
      'an interface that every object has',
      tunnelWith({ between: { south: 'constructor' } }),
      ['unknown-reference: constructor'],
    ],
  ])('%s', (_, change, expected) => {
    expect(complaints(change)).toEqual(expected)
  })

  test.each([
    ['one end', { south: undefined }],
    ['three ends', { west: 'eth0' }],
  ])('a tunnel with %s', (_, between) => {
    expect(complaints(tunnelWith({ between }))).toContain('tunnel-ends: between')
  })
})

describe('an address to speak from', () => {
  test('an interface without one cannot carry a tunnel', () => {
    expect(complaints(gatewayWith('south', { interfaces: { eth1: { addresses: undefined } } }))).toEqual([
      'address-missing: eth1',
    ])
  })

  test('IPv4 on one end and IPv6 on the other do not meet', () => {
    expect(complaints(gatewayWith('south', { interfaces: { eth1: { addresses: ['fd00::2/64'] } } }))).toEqual(
      ['address-missing: eth1'],
    )
  })

  test('an address that is there but wrong is not said to be missing as well', () => {
    expect(complaints(gatewayWith('south', { interfaces: { eth1: { addresses: ['172.16.0.2'] } } }))).toEqual(
      ['address-syntax: 172.16.0.2'],
    )
  })
})
