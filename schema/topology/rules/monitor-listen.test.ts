import { expect, test } from 'vitest'
import { complaints } from '../../../test/fixtures/two-sites.ts'

const listening = (listen: unknown): string[] => complaints({ monitor: { prometheus: { listen } } })

test('an address that no gateway has answers nobody', () => {
  expect(listening('10.9.0.1:9469')).toEqual(['monitor-listen: 10.9.0.1:9469'])
})

test('an address of the other gateway is not one of this', () => {
  expect(listening({ south: '10.1.0.1:9469' })).toEqual(['monitor-listen: 10.1.0.1:9469'])
})

test('every address of the host is open to the internet', () => {
  expect(listening('0.0.0.0:9469')).toEqual(['~monitor-listen: 0.0.0.0:9469'])
})

test('inside addresses and the loopback are sound, and so is a textfile', () => {
  expect(listening({ north: '10.1.0.1:9469', south: '10.2.0.1:9469' })).toEqual([])
  expect(listening('127.0.0.1:9469')).toEqual([])
  expect(complaints({ monitor: { prometheus: true } })).toEqual([])
})

test('what is no address and port, and a gateway that there is not, are said at their place', () => {
  expect(listening('9469')).toEqual(['listen: "9469"'])
  expect(listening('10.1.0.1:70000')).toEqual(['listen: 10.1.0.1:70000'])
  expect(listening({ nrth: '10.1.0.1:9469' })).toEqual(['unknown-reference: nrth'])
})
