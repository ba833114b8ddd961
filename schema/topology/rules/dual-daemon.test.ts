import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const withPackages = (...names: string[]) =>
  complaints(gatewayWith('south', { packages: ['libstrongswan-standard-plugins', ...names] }))

test('two services for one socket', () => {
  expect(withPackages('charon-systemd', 'strongswan-starter')).toEqual(['dual-daemon: packages'])
})

test('one of them is what it should be', () => {
  expect(withPackages('charon-systemd')).toEqual([])
})
