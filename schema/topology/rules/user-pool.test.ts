import { expect, test } from 'vitest'
import { accessWith, laptopComplaints } from '../../../test/fixtures/laptops.ts'

const bobAt = (address: string, pool?: string) =>
  laptopComplaints(accessWith({ users: { bob: { address } }, ...(pool && { pool }) }))

test('a user outside the pool reaches nothing', () => {
  expect(bobAt('10.0.253.7', '10.0.255.0/24')).toEqual(['user-pool: 10.0.253.7'])
  expect(bobAt('10.0.255.7', '10.0.255.128/25')).toEqual(['user-pool: 10.0.255.100', 'user-pool: 10.0.255.7'])
})

test('a user among the dynamic addresses finds theirs taken', () => {
  expect(bobAt('10.0.254.7', '10.0.252.0/22')).toEqual(['user-pool: 10.0.254.7'])
})

test('without a written pool the lowest address says where it lies', () => {
  expect(bobAt('10.0.253.7')).toEqual(['user-pool: 10.0.255.100'])
})

test('a pool that holds both is fine', () => {
  expect(bobAt('10.0.253.7', '10.0.252.0/22')).toEqual([])
  expect(bobAt('10.0.255.7')).toEqual([])
})
