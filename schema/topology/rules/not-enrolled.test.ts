import { expect, test } from 'vitest'
import { complaints, gatewayWith, problemsWith } from '../../../test/fixtures/two-sites.ts'

test('a gateway without keys cannot derive a secret with its peer', () => {
  const change = gatewayWith('south', { keys: undefined })
  expect(complaints(change)).toEqual(['~not-enrolled: south'])
  expect(problemsWith(change)[0]?.hint).toMatch(/cygnet gateway add south.*cygnet-runner enroll -/)
})

test('a new gateway does not block the network: its tunnels come when it is enrolled', () => {
  expect(problemsWith(gatewayWith('south', { keys: undefined })).map(({ severity }) => severity)).toEqual([
    'warning',
  ])
})

test('a gateway in no tunnel may wait', () => {
  expect(complaints({ ...gatewayWith('south', { keys: undefined }), tunnels: undefined })).toEqual([])
})

test('keys that are there but wrong are said to be wrong, not missing', () => {
  expect(complaints(gatewayWith('south', { keys: { sign: 'ed25519:short' } }))).toEqual([
    'gateway-key: ed25519:short',
  ])
})
