import { describe, expect, test } from 'vitest'
import { largestInnerPacket, largestMss } from './overhead.ts'

const MTUS = [1500, 1450, 1400] as const

/** Measured on Debian 12 with the kernel's own ESP: the largest inner packet, plain / in UDP, for each MTU. */
const MEASURED: readonly (readonly [proposal: string, ...sizes: readonly (readonly [number, number])[]])[] = [
  ['aes256-sha256-modp2048', [1438, 1422], [1374, 1374], [1326, 1326]],
  ['aes128-sha512-ecp384', [1422, 1406], [1358, 1358], [1310, 1310]],
  ['aes256gcm16-ecp384', [1446, 1438], [1394, 1386], [1346, 1338]],
  ['chacha20poly1305-curve25519', [1446, 1438], [1394, 1386], [1346, 1338]],
]

describe('what an inner packet may weigh', () => {
  const rows = MEASURED.flatMap(([proposal, ...sizes]) =>
    sizes.flatMap(([plain, udp], index) => [
      { proposal, mtu: MTUS[index] ?? 0, udp: false, size: plain },
      { proposal, mtu: MTUS[index] ?? 0, udp: true, size: udp },
    ]),
  )
  test.each(rows)('$proposal at $mtu, in UDP: $udp, leaves $size', ({ proposal, mtu, udp, size }) => {
    expect(largestInnerPacket([proposal], { mtu, udp, family: 4 })).toBe(size)
  })

  test('the hungriest proposal decides, because the peer may choose it', () => {
    const underlay = { mtu: 1400, udp: true, family: 4 } as const
    expect(largestInnerPacket(['aes256gcm16-ecp384', 'aes256-sha256-modp2048'], underlay)).toBe(1326)
  })

  test('an IPv6 underlay costs 20 bytes more', () => {
    expect(largestInnerPacket(['aes256gcm16'], { mtu: 1500, udp: false, family: 6 })).toBe(1426)
  })

  test('a tag length in bits is the same as one in octets', () => {
    const underlay = { mtu: 1500, udp: false, family: 4 } as const
    expect(largestInnerPacket(['aes256gcm128'], underlay)).toBe(largestInnerPacket(['aes256gcm16'], underlay))
  })

  test('an algorithm nobody knows is taken for the hungriest', () => {
    const underlay = { mtu: 1500, udp: false, family: 4 } as const
    expect(largestInnerPacket(['serpent256-whirlpool'], underlay)).toBe(
      largestInnerPacket(['aes256-sha512'], underlay),
    )
  })

  test('the MSS leaves room for the IP and TCP headers inside', () => {
    const underlay = { mtu: 1400, udp: true, family: 4 } as const
    expect(largestMss(['aes256-sha256-modp2048'], underlay, 4)).toBe(1286)
    expect(largestMss(['aes256-sha256-modp2048'], underlay, 6)).toBe(1266)
  })
})
