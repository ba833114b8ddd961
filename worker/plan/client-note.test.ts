import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { accessWith, certificateFile, FILES, sealedFile, WITH_LAPTOPS } from '../../test/fixtures/laptops.ts'
import { validNetwork } from '../../test/fixtures/reference.ts'
import { changed, gatewayWith, type Written } from '../../test/fixtures/two-sites.ts'
import { compile } from '../compile/compile.ts'
import { planBetween } from './plan.ts'

const SEALED_KEY = { 'secrets/ipsec.example.com.json': sealedFile('key') }

const bundles = (
  daemon: string,
  change: Written = {},
  files: Readonly<Record<string, string>> = {},
): Bundle[] => {
  const text = stringify(changed(changed(WITH_LAPTOPS, gatewayWith('north', { daemon })), change))
  return compile(
    validNetwork(new Map(Object.entries({ ...FILES, ...SEALED_KEY, ...files, 'topology.yaml': text }))),
  )
}

describe.each(['swanctl', 'ipsec.conf'])('people who dial in to a gateway driven by %s', daemon => {
  const notes = (
    change: Written,
    files: Readonly<Record<string, string>> = {},
  ): readonly string[] | undefined =>
    planBetween(bundles(daemon), bundles(daemon, change, files)).gateways[0]?.notes

  test('somebody comes', () => {
    const change = accessWith({ users: { eve: { address: '10.0.255.50' } } })
    expect(notes(change, { 'secrets/eve.json': sealedFile('password') })).toEqual([
      'user `eve` may dial in to `laptops` and gets `10.0.255.50/32`',
    ])
  })

  test('somebody is cut off', () => {
    expect(notes(accessWith({ users: { bob: undefined } }))).toEqual(['user `bob` is cut off from `laptops`'])
  })

  test('somebody gets another address', () => {
    expect(notes(accessWith({ users: { ada: { address: '10.0.255.7' } } }))).toEqual([
      'user `ada` will get `10.0.255.7/32` instead of `10.0.255.100/32`',
    ])
  })

  test('a password that was sealed anew is said to be, and never what it is', () => {
    const anew = sealedFile('password').replaceAll('BwcH', 'CAgI')
    expect(notes({}, { 'secrets/ada.json': anew })).toEqual([
      'the password of user `ada` was sealed anew: another one cuts off whoever is online with the old one',
    ])
  })

  test('nobody is asked for who they are within EAP any more', () => {
    expect(notes(accessWith({ dynamic: undefined, clients: ['linux'] }))).toContain(
      'clients that do not say who they are before EAP can no longer dial in to `laptops`',
    )
  })

  test('another certificate', () => {
    expect(
      notes(accessWith({ clients: ['linux'] }), {
        'pki/ipsec.example.com.crt': certificateFile('server-ecdsa'),
      }),
    ).toEqual(['clients of `laptops` are shown another certificate'])
  })

  test('a tunnel is no person, and a person no tunnel', () => {
    const { tunnels } = planBetween(
      bundles(daemon),
      bundles(daemon, accessWith({ users: { bob: undefined } })),
    )
    expect(tunnels.map(({ tunnel, effect }) => [tunnel, effect.kind])).toEqual([
      ['north-office', 'untouched'],
      ['north-south', 'untouched'],
    ])
  })
})
