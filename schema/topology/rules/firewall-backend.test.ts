import { expect, test } from 'vitest'
import { complaints, gatewayWith } from '../../../test/fixtures/two-sites.ts'

const on = (firewall: string, ...names: string[]) =>
  complaints(
    gatewayWith('south', {
      firewall,
      packages: ['charon-systemd', 'libstrongswan-standard-plugins', ...names],
    }),
  )

test('legacy rules beside an nft ruleset', () => {
  expect(on('iptables-legacy', 'nftables')).toEqual(['~firewall-backend: iptables-legacy'])
})

test('one backend for all is fine', () => {
  expect(on('iptables-nft', 'nftables')).toEqual([])
  expect(on('iptables-legacy')).toEqual([])
})
