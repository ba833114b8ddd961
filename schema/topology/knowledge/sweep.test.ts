import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cidr, contains, formatCidr, overlaps, parseCidr } from '../address.ts'
import { coveringPairs } from './sweep.ts'

const cidr = (text: string): Cidr => {
  const parsed = parseCidr(text)
  if (parsed === undefined) throw new Error(`${text} is no subnet`)
  return parsed
}

const pairs = (...texts: string[]) =>
  coveringPairs(texts.map(cidr)).map(([outer, inner]) => `${texts[inner]} in ${texts[outer]}`)

test('each subnet is shown with the smallest one around it', () => {
  expect(pairs('10.0.0.0/8', '10.1.2.0/24', '10.1.0.0/16', '192.168.0.0/16')).toEqual([
    '10.1.0.0/16 in 10.0.0.0/8',
    '10.1.2.0/24 in 10.1.0.0/16',
  ])
})

test('neighbours and the other family are not around it', () => {
  expect(pairs('10.0.0.0/16', '10.1.0.0/16', '::/0', '0.0.0.0/1', 'fd00::/8')).toEqual([
    '10.0.0.0/16 in 0.0.0.0/1',
    '10.1.0.0/16 in 0.0.0.0/1',
    'fd00::/8 in ::/0',
  ])
})

test('the same subnet again lies in the first', () => {
  expect(coveringPairs(['10.0.0.0/8', '10.0.0.0/8', '10.0.0.0/8'].map(cidr))).toEqual([
    [0, 1],
    [1, 2],
  ])
})

/** Few bits, so that subnets often nest. */
const subnet = fc
  .tuple(fc.constantFrom('v4', 'v6'), fc.nat(15), fc.nat(15), fc.integer({ min: 4, max: 16 }))
  .map(([family, a, b, prefix]) =>
    cidr(
      family === 'v4'
        ? `${a * 16}.${b * 16}.0.0/${prefix}`
        : `${(a * 16 + 256).toString(16)}:${b}::/${prefix}`,
    ),
  )

test('it finds what comparing each with each finds', () => {
  fc.assert(
    fc.property(fc.array(subnet, { maxLength: 30 }), subnets => {
      const found = coveringPairs(subnets)
      for (const [outer, inner] of found) {
        const [around, within] = [subnets[outer], subnets[inner]]
        expect(around !== undefined && within !== undefined && contains(around, within)).toBe(true)
      }
      const alone = subnets.filter((one, index) =>
        subnets.every((other, at) => at === index || !overlaps(one, other)),
      )
      const touched = new Set(found.flat())
      expect(subnets.filter((_, index) => !touched.has(index)).map(formatCidr)).toEqual(alone.map(formatCidr))
    }),
  )
})
