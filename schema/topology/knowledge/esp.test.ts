import { describe, expect, test } from 'vitest'
import { largestInner, largestSegment, pathBetween } from './esp.ts'

interface Layout {
  readonly iv: number
  readonly align: number
  readonly icv: number
}

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
    ['aes256gcm16', 1400, 1346, 1338],
    ['chacha20poly1305', 1500, 1446, 1438],
    ['chacha20poly1305', 1450, 1394, 1386],
    ['chacha20poly1305', 1400, 1346, 1338],
  ])('%s over %i bytes: %i, in UDP %i', (proposal, mtu, bare, udp) => {
    expect([inner(proposal, mtu, false), inner(proposal, mtu, true)]).toEqual([bare, udp])
  })

  /** Bytes on the wire of one inner packet: outer header, UDP, SPI and sequence number, IV, padded content, ICV. */
  const onTheWire = (size: number, { iv, align, icv }: Layout, udp: boolean, outer: 20 | 40): number =>
    outer + (udp ? 8 : 0) + 8 + iv + Math.ceil((size + 2) / align) * align + icv

  test.each<[string, Layout]>([
    ['aes128-sha1', { iv: 16, align: 16, icv: 12 }],
    ['aes256-sha256', { iv: 16, align: 16, icv: 16 }],
    ['aes192-sha384', { iv: 16, align: 16, icv: 24 }],
    ['aes256-sha512', { iv: 16, align: 16, icv: 32 }],
    ['aes128gcm8', { iv: 8, align: 4, icv: 8 }],
    ['aes256gcm16', { iv: 8, align: 4, icv: 16 }],
    ['chacha20poly1305', { iv: 8, align: 4, icv: 16 }],
  ])('%s: the largest that fits does, and one byte more does not, over any link', (proposal, layout) => {
    for (const outer of [20, 40] as const)
      for (const udp of [false, true])
        for (let mtu = 576; mtu <= 1600; mtu++) {
          const largest = largestInner([proposal], { mtu, udp, outer })
          expect(onTheWire(largest, layout, udp, outer)).toBeLessThanOrEqual(mtu)
          expect(onTheWire(largest + 1, layout, udp, outer)).toBeGreaterThan(mtu)
        }
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

  test('whoever dials in from somewhere has eight bytes less: there may be a NAT in between', () => {
    const end = { address: '192.0.2.1', mtu: 1500, encap: false } as const
    expect(pathBetween([end, { ...end, mtu: 1400 }])).toEqual({ mtu: 1400, udp: false, outer: 20 })
    expect(pathBetween([end, { ...end, address: undefined }])).toEqual({ mtu: 1500, udp: true, outer: 20 })
  })

  test('a tag length in bits is the same as one in octets', () => {
    expect(inner('aes256gcm128', 1500, false)).toBe(inner('aes256gcm16', 1500, false))
  })
})
