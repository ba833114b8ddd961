import { expect, test } from 'vitest'
import type { By, Happening } from './happening.ts'
import { tellingReauthentication } from './peer-reauthentication.ts'

const happening = (at: number, kind: Happening['kind'], by: By, tunnel = 'rlyeh-ulthar'): Happening => ({
  at,
  kind,
  tunnel,
  child: undefined,
  by,
})

const told = (...all: readonly Happening[]): readonly Happening[] => {
  const heard: Happening[] = []
  all.forEach(tellingReauthentication(one => heard.push(one)))
  return heard.slice(all.length)
}

test('a peer that ends the IKE SA and makes another at once re-authenticates', () => {
  expect(told(happening(1000, 'ike-down', 'peer'), happening(1400, 'ike-up', 'peer'))).toEqual([
    happening(1000, 'reauthentication', 'peer'),
  ])
})

test.each<[string, readonly Happening[]]>([
  ['comes back later', [happening(1000, 'ike-down', 'peer'), happening(9000, 'ike-up', 'peer')]],
  [
    'went before the clock was set back',
    [happening(3_600_000, 'ike-down', 'peer'), happening(1400, 'ike-up', 'peer')],
  ],
  ['was sent away', [happening(1000, 'ike-down', 'us'), happening(1400, 'ike-up', 'peer')]],
  ['is called back', [happening(1000, 'ike-down', 'peer'), happening(1400, 'ike-up', 'us')]],
  ['is another', [happening(1000, 'ike-down', 'peer', 'rlyeh-kadath'), happening(1400, 'ike-up', 'peer')]],
])('one that %s does not', (_, all) => {
  expect(told(...all)).toEqual([])
})
