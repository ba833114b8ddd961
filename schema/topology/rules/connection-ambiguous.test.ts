import { expect, test } from 'vitest'
import { laptopComplaints } from '../../../test/fixtures/laptops.ts'

const between = { north: 'vswitch', south: 'eth1' }

test('a tunnel that is called as a user’s connection would take its place', () => {
  const tunnels = { 'north-south': undefined, 'laptops-ada': { between } }
  expect(laptopComplaints({ tunnels })).toEqual(['connection-ambiguous: ada'])
})

test('a tunnel that is called as the access would too', () => {
  const tunnels = { 'north-south': undefined, laptops: { between } }
  expect(laptopComplaints({ tunnels })).toEqual(['connection-ambiguous: laptops'])
})

test('names that only look alike do not', () => {
  const tunnels = { 'north-south': undefined, 'laptops-adam': { between } }
  expect(laptopComplaints({ tunnels })).toEqual([])
})
