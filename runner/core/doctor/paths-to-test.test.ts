import { describe, expect, test } from 'vitest'
import { RLYEH } from '../../../test/fixtures/rlyeh-in-memory.ts'
import { longestThatPasses, tunnelPaths, underlayPaths } from './paths-to-test.ts'
import { covers, overlap, readSubnet } from './subnet.ts'

const TO = { to: '10.2.0.1', wanted: 1500 }

describe('the longest packet that passes', () => {
  test.each([1500, 1499, 1400, 1399, 1001, 577, 576])(
    '%i is found to the byte, within few pings',
    async limit => {
      let pings = 0
      const longest = await longestThatPasses(TO, async bytes => {
        pings += 1
        return await Promise.resolve(bytes <= limit)
      })
      expect(longest).toBe(limit)
      expect(pings).toBeLessThanOrEqual(26)
    },
  )

  test('a lost packet is no proof', async () => {
    let pings = 0
    expect(await longestThatPasses(TO, async () => await Promise.resolve(pings++ > 0))).toBe(1500)
  })

  test('where nothing answers, it is no question of size', async () => {
    let pings = 0
    const silent = async (): Promise<boolean> => await Promise.resolve(pings++ < 0)
    expect(await longestThatPasses(TO, silent)).toBeUndefined()
    expect(pings).toBe(4)
  })
})

describe('what is tested', () => {
  const child = { connection: 'rlyeh-ulthar', child: 'containers-containers' }

  test('a tunnel that is up, with what the clamp leaves; not one that is down', () => {
    expect(tunnelPaths(RLYEH, [{ ...child, state: 'up' }])).toMatchObject([
      { kind: 'tunnel', from: '10.1.0.1', to: '10.2.0.1', wanted: 1326 },
    ])
    expect(tunnelPaths(RLYEH, [{ ...child, state: 'trap' }])).toEqual([])
  })

  test('the line below it, with the MTU of the interface that has the address', () => {
    const facts = new Map([
      ['local_addrs', '172.16.0.18'],
      ['remote_addrs', '172.16.0.2'],
    ])
    const interfaces = [{ name: 'vswitch', addresses: ['172.16.0.18/28'], mtu: 1400 }]
    expect(underlayPaths(new Map([['rlyeh-ulthar', facts]]), interfaces)).toMatchObject([
      { kind: 'underlay', from: '172.16.0.18', to: '172.16.0.2', via: 'vswitch', wanted: 1400 },
    ])
    const dialIn = new Map([...facts, ['remote_addrs', '%any']])
    expect(underlayPaths(new Map([['laptops', dialIn]]), interfaces)).toEqual([])
  })
})

describe('subnets', () => {
  test.each([
    ['10.0.0.0/8', '10.1.0.0/16', true, true],
    ['10.1.0.0/16', '10.0.0.0/8', false, true],
    ['10.1.0.1', '10.1.0.1/32', true, true],
    ['0.0.0.0/0', '192.0.2.1', true, true],
    ['fd00::/8', 'fd12:3456::1', true, true],
    ['::/0', '10.0.0.0/8', false, false],
    ['10.2.0.0/16', '10.1.0.0/16', false, false],
    ['10.1.0.0/33', '10.1.0.0/16', false, false],
    ['$(reboot)', '10.1.0.0/16', false, false],
  ])('%s and %s', (a, b, covered, shared) => {
    expect([covers(a, b), overlap(a, b)]).toEqual([covered, shared])
  })

  test.each(['', '1.2.3', '1.2.3.256', '1:2', '1::2::3', '12345::', '1.2.3.4/', '1.2.3.4/8/8', '::/129'])(
    '%j is none',
    text => {
      expect(readSubnet(text)).toBeUndefined()
    },
  )
})
