import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STATUSALL } from '../../../test/fixtures/statusall.ts'
import { connStates } from './conn-states.ts'
import { readStatusAll } from './statusall.ts'

describe('ipsec statusall', () => {
  test('says what is loaded, what waits for traffic, and who is there', () => {
    const { loaded, routed, sas } = readStatusAll(STATUSALL)
    expect([...loaded]).toEqual([
      'a-b/x-y/start',
      'a-b/x-y',
      'a-b/x-z',
      'own_networks/n',
      'laptops-ada/inside',
    ])
    expect([...routed]).toEqual(['own_networks/n', 'a-b/x-y', 'a-b/x-z'])
    expect(sas).toEqual([
      {
        name: 'laptops-ada/inside',
        id: '7',
        user: 'ada',
        children: [{ name: 'laptops-ada/inside', state: 'INSTALLED' }],
      },
      {
        name: 'a-b/x-y/start',
        id: '3',
        user: 'b.net',
        children: [{ name: 'a-b/x-y/start', state: 'INSTALLED' }],
      },
    ])
  })

  test('a conn and its twin that only initiates are one CHILD', () => {
    expect(connStates(readStatusAll(STATUSALL))).toEqual([
      { connection: 'a-b', child: 'x-y', state: 'up' },
      { connection: 'a-b', child: 'x-z', state: 'trap' },
      { connection: 'laptops-ada', child: 'inside', state: 'up' },
      { connection: 'own_networks', child: 'n', state: 'trap' },
    ])
  })

  test('that is cut short is refused, not taken for a gateway without tunnels', () => {
    expect(() => readStatusAll(STATUSALL.slice(0, STATUSALL.indexOf('Routed')))).toThrow(SyntaxError)
    expect(() => readStatusAll('')).toThrow(SyntaxError)
  })

  test('an identity cannot make up an SA, whatever the other end calls itself', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        // charon shows what cannot be printed as question marks: an identity has no line ends.
        const identity = text.replaceAll(/[\n\r]/g, '?')
        const said = STATUSALL.replace('Remote EAP identity: ada', () => `Remote EAP identity: ${identity}`)
        expect(readStatusAll(said).sas.map(({ id }) => id)).toEqual(['7', '3'])
      }),
    )
  })
})
