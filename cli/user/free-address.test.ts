import { expect, test } from 'vitest'
import { type Cidr, parseCidr } from '../../schema/topology/address.ts'
import { freeAddress } from './free-address.ts'

const pool = (text: string): Cidr => {
  const cidr = parseCidr(text)
  if (cidr === undefined) throw new Error(text)
  return cidr
}

test('the lowest that nobody has', () => {
  expect(freeAddress(pool('10.0.255.0/24'), new Set(['10.0.255.1', '10.0.255.2']))).toBe('10.0.255.3')
  expect(freeAddress(pool('fd00:9::/64'), new Set(['fd00:9::1']))).toBe('fd00:9::2')
})

test('a full pool has none, and its broadcast address is nobody’s', () => {
  expect(freeAddress(pool('10.0.0.0/30'), new Set(['10.0.0.1']))).toBe('10.0.0.2')
  expect(freeAddress(pool('10.0.0.0/30'), new Set(['10.0.0.1', '10.0.0.2']))).toBeUndefined()
})
