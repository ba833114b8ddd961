import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  contains,
  formatAddress,
  formatCidr,
  hasHostBits,
  hostOf,
  networkOf,
  overlaps,
  parseAddress,
  parseCidr,
} from './address.ts'

const cidr = (text: string) => {
  const parsed = parseCidr(text)
  if (parsed === undefined) throw new Error(`${text} is no subnet`)
  return parsed
}

const ipv4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([host, prefix]) => `${host}/${prefix}`)
const ipv6 = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }),
    fc.integer({ min: 0, max: 128 }),
  )
  .filter(([words]) => words.slice(0, 5).some(word => word !== 0))
  .map(([words, prefix]) => `${words.map(word => word.toString(16)).join(':')}/${prefix}`)
const any = fc.oneof(ipv4, ipv6)

describe('an address is read in one way only', () => {
  test.each(['10.0.0.1', '0.0.0.0', 'fd00::1', '::', '2001:DB8::A'])('%s is one', text => {
    expect(parseAddress(text)).toBeDefined()
  })

  test.each([
    '010.0.0.1',
    '0x0a.0.0.1',
    '167772161',
    '10.1',
    '10.0.0.256',
    ' 10.0.0.1',
    '10.0.0.1\n',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '1::2::3',
    '',
    'a'.repeat(100_000),
  ])('%j is none, though some programs read it as one', text => {
    expect(parseAddress(text)).toBeUndefined()
  })

  test.each([
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0',
    '/8',
    'fd00::/129',
    '10.0.0.0/8/8',
    '10.0.0.0/8 ',
    '10.0.0.0/255.0.0.0',
  ])('%j is no subnet', text => {
    expect(parseCidr(text)).toBeUndefined()
  })
})

describe('subnets', () => {
  test('what was written and read back is the same subnet', () => {
    fc.assert(
      fc.property(any, text => {
        expect(cidr(formatCidr(cidr(text)))).toEqual(cidr(text))
      }),
    )
  })

  test('a subnet has no host bits once they were cleared, and holds the address they came from', () => {
    fc.assert(
      fc.property(any, text => {
        const subnet = networkOf(cidr(text))
        expect(hasHostBits(subnet)).toBe(false)
        expect(contains(subnet, hostOf(cidr(text)))).toBe(true)
      }),
    )
  })

  test('two subnets overlap exactly when one holds the other', () => {
    fc.assert(
      fc.property(any, any, (one, other) => {
        const [a, b] = [cidr(one), cidr(other)]
        expect(overlaps(a, b)).toBe(overlaps(b, a))
        expect(overlaps(a, b)).toBe(contains(a, networkOf(b)) || contains(b, networkOf(a)))
      }),
    )
  })

  test('the families never meet: 0.0.0.0/0 does not hold an IPv6 address', () => {
    expect(contains(cidr('0.0.0.0/0'), cidr('fd00::1/128'))).toBe(false)
    expect(overlaps(cidr('::/0'), cidr('10.0.0.0/8'))).toBe(false)
  })

  test('masks cut inside a byte', () => {
    expect(formatCidr(networkOf(cidr('172.16.0.18/28')))).toBe('172.16.0.16/28')
    expect(formatCidr(networkOf(cidr('fd00::ffff/121')))).toBe('fd00::ff80/121')
    expect(formatCidr(networkOf(cidr('255.255.255.255/0')))).toBe('0.0.0.0/0')
  })

  test('IPv6 is written in one way (RFC 5952)', () => {
    expect(formatAddress(cidr('2001:DB8:0:0:1:0:0:1/64'))).toBe('2001:db8::1:0:0:1')
  })
})
