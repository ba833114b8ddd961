import { describe, expect, test } from 'vitest'
import { largestInner, largestSegment } from './esp.ts'

const inner = (proposal: string, mtu: number, udp: boolean) =>
  largestInner([proposal], { mtu, udp, outer: 20 })

describe('what fits inside ESP, as measured on the wire', () => {
  test.each([
    ['aes256-sha256', 1500, 1438, 1422],
    ['aes256-sha256', 1450, 1374, 1374],
    ['aes256-sha256', 1400, 1326, 1326],
    ['aes256-sha512', 1500, 1422, 1406],
    ['aes256-sha512', 1450, 1358, 1358],
    ['aes256-sha512', 1400, 1310, 1310],
    ['aes256gcm16', 1500, 1446, 1438],
    ['aes256gcm16', 1450, 1394, 1386],
    ['chacha20poly1305', 1400, 1346, 1338],
  ])('%s over %i bytes: %i, in UDP %i', (proposal, mtu, bare, udp) => {
    expect([inner(proposal, mtu, false), inner(proposal, mtu, true)]).toEqual([bare, udp])
  })

  test('the worst of the proposals counts: the peer chooses', () => {
    expect(largestSegment(['aes256gcm16', 'aes256-sha512'], { mtu: 1400, udp: false, outer: 20 })).toBe(
      1310 - 40,
    )
  })

  test('IPv6 outside costs twenty bytes more', () => {
    expect(largestInner(['aes256gcm16'], { mtu: 1500, udp: false, outer: 40 })).toBe(1426)
  })

  test('an MSS leaves room for the IP and TCP headers inside', () => {
    const path = { mtu: 1400, udp: true, outer: 20 } as const
    expect(largestSegment(['aes256-sha256-modp2048'], path)).toBe(1286)
    expect(largestSegment(['aes256-sha256-modp2048'], path, 40)).toBe(1266)
  })

  test('a tag length in bits is the same as one in octets', () => {
    expect(inner('aes256gcm128', 1500, false)).toBe(inner('aes256gcm16', 1500, false))
  })
})
