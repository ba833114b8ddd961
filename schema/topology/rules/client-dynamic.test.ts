import { expect, test } from 'vitest'
import { accessWith, laptopComplaints } from '../../../test/fixtures/laptops.ts'

const dialling = (...clients: string[]) => laptopComplaints(accessWith({ dynamic: undefined, clients }))

test('Windows does not say who it is in time for an address of its own', () => {
  expect(dialling('linux', 'windows')).toEqual(['~client-dynamic: clients'])
})

test('the others do', () => {
  expect(dialling('apple', 'android', 'linux')).toEqual([])
  expect(laptopComplaints({})).toEqual([])
})
