import { expect, test } from 'vitest'
import { laptopProblems } from '../../../test/fixtures/laptops.ts'
import { complaints, gatewayWith, problemsWith } from '../../../test/fixtures/two-sites.ts'

const ALL = ['charon-systemd', 'libstrongswan-standard-plugins', 'libcharon-extauth-plugins']
const without = (name: string) => ({ packages: ALL.filter(one => one !== name) })

test('the daemon itself', () => {
  const [problem] = problemsWith(gatewayWith('north', without('charon-systemd')))
  expect(problem).toMatchObject({
    code: 'plugin-missing',
    message: expect.stringContaining('charon-systemd'),
  })
})

test('GCM and elliptic curves', () => {
  const [problem] = problemsWith(gatewayWith('north', without('libstrongswan-standard-plugins')))
  expect(problem?.message).toContain('libstrongswan-standard-plugins')
})

test('EAP-MSCHAPv2, where people dial in and nowhere else', () => {
  const change = gatewayWith('north', without('libcharon-extauth-plugins'))
  expect(laptopProblems(change).map(({ message }) => message)).toEqual([
    expect.stringContaining('libcharon-extauth-plugins'),
  ])
  expect(complaints(change)).toEqual([])
})

test('nothing is said of a gateway whose packages nobody listed, and nothing is missing in a full list', () => {
  expect(complaints(gatewayWith('north', { packages: ALL }))).toEqual([])
  expect(complaints({})).toEqual([])
})
