import { expect, test } from 'vitest'
import { complaints } from '../../../test/fixtures/two-sites.ts'

const pushing = (influx: unknown): string[] =>
  complaints({ monitor: { influx } }).filter(line => !line.startsWith('secret-recipient'))

test('whoever sits on the way reads what is pushed without TLS', () => {
  expect(pushing('http://influx.example.com:8086')).toEqual([
    '~monitor-plain: http://influx.example.com:8086',
  ])
  expect(pushing('http://203.0.113.5:8086')).toEqual(['~monitor-plain: http://203.0.113.5:8086'])
})

test('and a token that is read there is one that others write with', () => {
  expect(pushing({ url: 'http://203.0.113.5:8086', token: 'sealed/influx' })).toEqual([
    'monitor-plain: http://203.0.113.5:8086',
  ])
})

test('TLS, private space and the gateway itself are sound', () => {
  for (const url of [
    'https://203.0.113.5',
    'http://10.1.0.7:8086',
    'http://[fd00::7]:8086',
    'http://localhost',
  ])
    expect(pushing({ url, token: 'sealed/influx' })).toEqual([])
})

test('a name that only looks like a private address is one', () => {
  expect(pushing('http://10.1.0.7.example.com')).toEqual(['~monitor-plain: http://10.1.0.7.example.com'])
})
