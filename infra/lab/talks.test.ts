import { describe, expect, test } from 'vitest'
import { validNetwork } from '../../test/fixtures/reference.ts'
import { withOffice } from '../../test/lab/networks.ts'
import { shouldTalk, talkersOf } from './talks.ts'

const generic = (n: number, more = ''): string => `
    provider: generic${more}
    keys: { sign: "ed25519:${key(n)}", seal: "x25519:${key(n + 1)}" }
    interfaces:
      eth0: { managed: false, addresses: [198.51.100.${n}/24] }
      br0: { managed: false, addresses: [10.${n}.0.1/16] }
    networks: { lan: { subnet: 10.${n}.0.0/16, interface: br0 } }`
const key = (n: number): string => Buffer.alloc(32, n).toString('base64')

/** Three sites; a and c only meet at b. */
const threeSites = (joined: string) =>
  validNetwork(
    new Map([
      [
        'topology.yaml',
        `cygnet: 1
network: three
private: [10.0.0.0/8]
gateways:
  a:${generic(20)}
  b:${generic(30)}
  c:${generic(40)}
${joined}`,
      ],
    ]),
  )

const who = (topology: ReturnType<typeof threeSites>, from: string, to: string): boolean => {
  const talkers = talkersOf(topology)
  const named = (name: string) =>
    talkers.find(talker => talker.machine === name) ?? { machine: '', address: '' }
  return shouldTalk(topology, named(from), named(to))
}

describe('who should talk to whom', () => {
  test('those whose networks a tunnel joins, and not those of a tunnel further', () => {
    const chain = threeSites(
      'tunnels: { ab: { between: { a: eth0, b: eth0 } }, bc: { between: { b: eth0, c: eth0 } } }',
    )
    expect([who(chain, 'a', 'b'), who(chain, 'c', 'b'), who(chain, 'a', 'c')]).toEqual([true, true, false])
  })

  test('spokes through their hub, which speaks for all private space', () => {
    const star = threeSites('hubs: { star: { hub: b, spokes: [a, c], via: eth0 } }')
    expect([who(star, 'a', 'c'), who(star, 'c', 'a'), who(star, 'b', 'c')]).toEqual([true, true, true])
  })

  test('spokes do not where the hub lets nobody through', () => {
    const star = threeSites('hubs: { star: { hub: b, spokes: [a, c], via: eth0, transit: false } }')
    expect([who(star, 'a', 'b'), who(star, 'a', 'c')]).toEqual([true, false])
  })

  test('peers with the networks that they bring, each host by its own address', () => {
    const office = withOffice()
    expect(talkersOf(office).map(({ name, address }) => `${name} ${address}`)).toEqual([
      'rlyeh/containers 10.1.0.10',
      'ulthar/containers 10.2.0.10',
      'office/lan 192.168.50.10',
    ])
    expect(who(office, 'office', 'ulthar')).toBe(true)
  })
})
