import { describe, expect, test } from 'vitest'
import { BARE_REFERENCE, REFERENCE } from '../../test/fixtures/reference.ts'
import {
  changed,
  complaints,
  gatewayWith,
  problemsIn,
  problemsWith,
  TWO_SITES,
  textAt,
  tunnelWith,
  type Written,
} from '../../test/fixtures/two-sites.ts'
import { readTopology } from './read.ts'

const complaintsIn = (text: string) =>
  problemsIn(text).map(({ code, place }) => `${code}: ${textAt(text, place)}`)

describe('the reference network', () => {
  test('is valid, and nothing about it is worth a warning', () => {
    expect(problemsIn(REFERENCE)).toEqual([])
  })

  test('is valid before its gateways are enrolled', () => {
    expect(readTopology(new Map([['topology.yaml', BARE_REFERENCE]])).kind).toBe('valid')
    expect(complaintsIn(BARE_REFERENCE)).toEqual(['not-enrolled: rlyeh', 'not-enrolled: ulthar'])
  })

  test('may be spread over files', () => {
    const at = REFERENCE.indexOf('\ntunnels:') + 1
    const whole = readTopology(new Map([['topology.yaml', REFERENCE]]))
    const parts = readTopology(
      new Map([
        ['topology/sites.yaml', REFERENCE.slice(0, at)],
        ['topology/tunnels.yaml', REFERENCE.slice(at)],
      ]),
    )
    expect(parts).toEqual(whole)
  })
})

describe('all problems in one go', () => {
  test('mistakes of every kind in one text, each at its place, in reading order', () => {
    const text = REFERENCE.replace('vlan: 4090', 'vlan: 5000')
      .replace('addresses: [172.16.0.18/28]', 'adresses: [172.16.0.18/28]')
      .replace('masquerade: [containers]', 'masquerade: [container]')
      .replace('10.2.0.0/16', '10.2.0.0/33')
      .replace('every: 60s', 'every: 60')
    expect(complaintsIn(text)).toEqual([
      'vlan-range: 5000',
      'unknown-key: adresses',
      'unknown-reference: container',
      'selector-prefix: 10.2.0.0/33',
      'duration: 60',
    ])
  })

  test('a mistyped key is read as the one that was meant, so that nothing seems to be missing', () => {
    const change = gatewayWith('north', { interfaces: { vswitch: { vlan: undefined, vlna: 5000 } } })
    expect(complaints(change)).toEqual(['unknown-key: vlna', 'vlan-range: 5000'])
  })

  test('what only follows from a slip is left unsaid', () => {
    expect(complaints(gatewayWith('south', { networks: { web: { subnet: 'everything' } } }))).toEqual([
      'address-syntax: everything',
    ])
    expect(complaints(gatewayWith('south', { interfaces: { eth1: { managed: 'no' } } }))).toEqual([
      'wrong-type: no',
    ])
    expect(complaints({ private: ['10.0.0.0'] })).toEqual(['address-syntax: 10.0.0.0'])
  })

  test('a wrong item does not hide its neighbours', () => {
    expect(
      complaints(
        tunnelWith({ ike: ['aes256-sha1-modp2048', 'aes256-sha256-modp2O48', 'aes256-md5-modp2048'] }),
      ),
    ).toEqual([
      'weak-crypto: aes256-sha1-modp2048',
      'algorithm-unknown: aes256-sha256-modp2O48',
      'weak-crypto: aes256-md5-modp2048',
    ])
  })

  test('a broken root does not hide what is wrong below it', () => {
    const change: Written = { network: 'Test Net', cygnet: 2, ...tunnelWith({ start: 'none' }) }
    expect(complaints(change)).toEqual(['wrong-value: 2', 'name-grammar: Test Net', 'trap-none: none'])
  })

  test('missing keys are named', () => {
    const found = problemsWith({
      network: undefined,
      ...gatewayWith('south', { networks: { web: { interface: undefined } } }),
    })
    expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'missing-key: network is missing',
      'missing-key: interface is missing',
    ])
  })
})

describe('another form is asked for in its own words', () => {
  test.each([
    ['text for a list', tunnelWith({ ike: 'aes256-sha256-modp2048' }), 'put brackets around it'],
    ['a map for a list', tunnelWith({ ike: { strong: true } }), 'write a list, as in [one, another]'],
    ['a list for a map of names', tunnelWith({ between: ['north', 'south'] }), 'as in { name: … }'],
    ['a word for a map of keys', { rollout: true }, 'the keys here are approvers, waves'],
    [
      'digits in quotes',
      gatewayWith('north', { interfaces: { vswitch: { vlan: '4090' } } }),
      'take the quotes',
    ],
    [
      'another choice',
      { rollout: { approvers: { permission: 'owner' } } },
      'write one of write, maintain, admin',
    ],
  ])('%s', (_, change: Written, hint) => {
    const found = problemsWith(change)
    expect(found.map(({ hint: words }) => words)).toEqual([expect.stringContaining(hint)])
  })
})

describe('each word has a grammar', () => {
  const EVIL = [
    'x; reboot',
    '$(reboot)',
    '`reboot`',
    '../../etc/passwd',
    'a/b',
    'a.b',
    'a b',
    "a'b",
    'a"b',
    'a}b',
    'a#b',
    'a%b',
    '-a',
    '',
    'ä',
    'a'.repeat(32),
    'a\u200db',
    '%defaultroute',
  ]
  const renamed = (map: 'gateways' | 'tunnels', from: string, to: string): Written => {
    const section = TWO_SITES[map]
    return { [map]: { [from]: undefined, [to]: (section as Written)[from] } }
  }

  test.each(EVIL)('%j names nothing', name => {
    expect(problemsWith({ network: name })[0]?.code).toBe('name-grammar')
    expect(problemsWith(renamed('gateways', 'north', name)).map(({ code }) => code)).toContain('name-grammar')
    expect(problemsWith(renamed('tunnels', 'north-south', name)).map(({ code }) => code)).toContain(
      'name-grammar',
    )
    expect(
      problemsWith(
        gatewayWith('south', { networks: { [name]: { subnet: '10.3.0.0/16', interface: 'br0' } } }),
      )[0]?.code,
    ).toBe('name-grammar')
    expect(problemsWith(gatewayWith('south', { interfaces: { [name]: { managed: false } } }))[0]?.code).toBe(
      'interface-name',
    )
    expect(problemsWith(gatewayWith('south', { interfaces: { br0: { name } } }))[0]?.code).toBe(
      'interface-name',
    )
  })

  test.each(['@alice', 'a b', 'alice@example.com', '-a', 'a'.repeat(40)])(
    '%s is no user of the forge',
    name => {
      expect(
        problemsWith({ rollout: { approvers: { users: ['alice', name] } } }).map(({ code }) => code),
      ).toEqual(['name-grammar'])
    },
  )

  test.each(['sixteen-letters-', 'eth0.4090', 'all', 'default', '0eth'])('%s is no interface', name => {
    expect(complaints(gatewayWith('south', { interfaces: { [name]: { managed: false } } }))).toEqual([
      `interface-name: ${name}`,
    ])
  })

  test('fifteen characters are', () => {
    expect(
      complaints(gatewayWith('south', { interfaces: { 'fifteen-letters': { managed: false } } })),
    ).toEqual([])
  })

  test.each([
    [
      'a next hop with a prefix',
      gatewayWith('north', {
        interfaces: { vswitch: { routes: [{ to: '172.17.0.0/16', via: '172.16.0.17/28' }] } },
      }),
      'address-syntax: 172.16.0.17/28',
    ],
    [
      'a name for an address',
      gatewayWith('south', { interfaces: { eth1: { addresses: ['gw.example.com/24'] } } }),
      'address-syntax: gw.example.com/24',
    ],
    ['a number where text belongs', { network: 1 }, 'wrong-type: 1'],
    [
      'a word where a number belongs',
      gatewayWith('north', { interfaces: { vswitch: { vlan: 'all' } } }),
      'wrong-type: all',
    ],
    ['an unknown provider', gatewayWith('south', { provider: 'hetzner' }), 'wrong-value: hetzner'],
    ['half a second', tunnelWith({ dpd: { delay: '0s' } }), 'duration: 0s'],
    ['a rekey each second', tunnelWith({ rekey: { child: '1s' } }), 'duration: 1s'],
    ['an epoch of zero', tunnelWith({ epoch: 0 }), 'wrong-value: 0'],
    [
      'a key of another kind',
      gatewayWith('south', { keys: { seal: `ed25519:${'A'.repeat(43)}=` } }),
      `gateway-key: ed25519:${'A'.repeat(43)}=`,
    ],
    [
      'an MTU below what IPv4 promises',
      gatewayWith('south', { interfaces: { eth1: { mtu: 500 } } }),
      'wrong-value: 500',
    ],
  ])('%s', (_, change, expected) => {
    expect(complaints(change)).toEqual([expected])
  })
})

describe('unknown keys', () => {
  test.each([
    ['at the root', { gateway: {} }, 'did you mean gateways?'],
    ['in a gateway', gatewayWith('south', { intrefaces: {} }), 'did you mean interfaces?'],
    ['in a tunnel', tunnelWith({ psf: true }), 'the keys here are'],
  ])('%s', (_, change, hint) => {
    const [problem] = problemsWith(change)
    expect(problem).toMatchObject({ code: 'unknown-key', hint: expect.stringContaining(hint) })
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is one of them', key => {
    const text = `${JSON.stringify(changed(TWO_SITES, {})).slice(0, -1)}, "${key}": { "a": 1 } }`
    expect(complaintsIn(text)).toEqual([`unknown-key: "${key}"`])
  })
})

test('problems say what is seen, in lower case, without a full stop, and what to do', () => {
  const all = [
    ...problemsWith({ network: 'A', foo: 1, ...tunnelWith({ start: 'none', mss: 'off', ike: ['x'] }) }),
    ...problemsWith(gatewayWith('north', { interfaces: { vswitch: { vlan: 1, mtu: 1500 } } })),
    ...problemsIn('a: ['),
  ]
  expect(all.length).toBeGreaterThan(7)
  for (const { message, hint } of all) {
    expect(message).toMatch(/^(?![A-Z][a-z]).*[^.]$/s)
    expect(hint).toMatch(/^(?![A-Z][a-z]).*[^.]$/s)
  }
})
