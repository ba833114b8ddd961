import { expect, test } from 'vitest'
import { accessWith, laptopProblems } from '../../../test/fixtures/laptops.ts'
import { complaints, gatewayWith, problemsWith } from '../../../test/fixtures/two-sites.ts'

const ALL = [
  'charon-systemd',
  'libstrongswan-standard-plugins',
  'libcharon-extauth-plugins',
  'libcharon-extra-plugins',
]
const without = (name: string) => ({ packages: ALL.filter(one => one !== name) })

test('the daemon itself', () => {
  const [problem] = problemsWith(gatewayWith('north', without('charon-systemd')))
  expect(problem).toMatchObject({
    code: 'plugin-missing',
    message: expect.stringContaining('charon-systemd'),
  })
})

test('the starter only recommends the daemon that it starts', () => {
  const packages = ['strongswan-starter', 'libstrongswan-standard-plugins']
  const change = gatewayWith('north', { daemon: 'ipsec.conf', packages })
  expect(problemsWith(change).map(({ message }) => message)).toEqual([
    expect.stringContaining('strongswan-charon'),
  ])
})

test('GCM and elliptic curves', () => {
  const [problem] = problemsWith(gatewayWith('north', without('libstrongswan-standard-plugins')))
  expect(problem?.message).toContain('libstrongswan-standard-plugins')
})

test.each(['libcharon-extauth-plugins', 'libcharon-extra-plugins'])(
  'EAP-MSCHAPv2 and its identity, where people dial in and nowhere else: %s',
  name => {
    const change = gatewayWith('north', without(name))
    expect(laptopProblems(change).map(({ message }) => message)).toEqual([expect.stringContaining(name)])
    expect(complaints(change)).toEqual([])
  },
)

test('without the elliptic curves there are no MD4 and no DES either', () => {
  const old = { ike: ['aes256-sha256-modp2048'], esp: ['aes256-sha256'] }
  const change = {
    ...gatewayWith('north', without('libstrongswan-standard-plugins')),
    ...accessWith(old),
    tunnels: { 'north-south': old, 'north-office': old },
  }
  expect(laptopProblems(change).map(({ message }) => message)).toEqual([expect.stringContaining('MD4')])
})

test('nothing is said of a gateway whose packages nobody listed, and nothing is missing in a full list', () => {
  expect(complaints(gatewayWith('north', { packages: ALL }))).toEqual([])
  expect(complaints({})).toEqual([])
})
