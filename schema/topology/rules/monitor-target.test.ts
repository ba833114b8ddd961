import { expect, test } from 'vitest'
import { complaints } from '../../../test/fixtures/two-sites.ts'

const HOST = 'https://influx.example.com:8086'
const pushing = (path: string): string[] => complaints({ monitor: { influx: `${HOST}${path}` } })

test('an address that does not say where to write is one to which nothing comes', () => {
  for (const path of [
    '/write',
    '/write?db=',
    '/?db=cygnet',
    '/query?db=cygnet',
    '/api/v2/write?org=miskatonic',
    '/api/v2/write?bucket=cygnet',
    '/api/v2/write?db=cygnet',
    '/metrics',
  ])
    expect(pushing(path)).toEqual([`monitor-target: ${HOST}${path}`])
})

test('what both versions of InfluxDB take is sound, behind a proxy too, and so is an address without a path', () => {
  for (const path of [
    '',
    '/',
    '/write?db=cygnet',
    '/influx/write?db=cygnet&rp=week',
    '/api/v2/write?org=miskatonic&bucket=cygnet',
    '/api/v2/write?orgID=0123456789abcdef&bucket=cygnet',
  ])
    expect(pushing(path)).toEqual([])
})
