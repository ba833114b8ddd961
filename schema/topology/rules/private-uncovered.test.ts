import { expect, test } from 'vitest'
import { accessWith, laptopComplaints } from '../../../test/fixtures/laptops.ts'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

test('a network outside private leaks while its tunnel is down', () => {
  expect(complaints({ private: ['10.1.0.0/16'] })).toEqual(['~private-uncovered: 10.2.0.0/16'])
})

test('private may be in pieces', () => {
  expect(complaints({ private: ['10.1.0.0/16', '10.2.0.0/15'] })).toEqual([])
})

test('a larger network than private covers is not covered', () => {
  expect(complaints(gatewayWith('south', { networks: { web: { subnet: '8.0.0.0/6' } } }))).toContain(
    '~private-uncovered: 8.0.0.0/6',
  )
})

test('clients have addresses too', () => {
  expect(laptopComplaints(accessWith({ dynamic: '172.31.0.0/24' }))).toEqual([
    '~private-uncovered: 172.31.0.0/24',
  ])
})
