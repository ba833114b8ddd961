import { expect, test } from 'vitest'
import { BEGIN, step } from '../../../test/fixtures/measured-network.ts'
import { lineOf } from './line-protocol.ts'
import { pointsOf } from './points.ts'

test('a step is a line for each path, the same bytes each time', () => {
  const lines = (): string =>
    pointsOf(step(1, 10), { network: 'm', gateway: 'rlyeh' }, new Set(['ulthar']))
      .map(lineOf)
      .join('')
  expect(lines()).toBe(
    `cygnet_tunnel,gateway=rlyeh,network=m,path=underlay,tunnel=ulthar sent=10i,lost=0i,rtt_best_seconds=0.01,rtt_mean_seconds=0.02,rtt_worst_seconds=0.03 ${BEGIN}\n` +
      `cygnet_tunnel,child=lan,gateway=rlyeh,network=m,path=inside,tunnel=ulthar sent=10i,lost=10i ${BEGIN}\n`,
  )
  expect(lines()).toBe(lines())
})

test('the marks of the protocol stay what they are within names', () => {
  const point = { measurement: 'a, b', tags: { 't g': 'x=y, z' }, fields: { 'f=': 1 }, at: 5 }
  expect(lineOf(point)).toBe('a\\,\\ b,t\\ g=x\\=y\\,\\ z f\\==1 5\n')
})

test('no name and no word of a gateway begins another field, tag or line', () => {
  const words = 'say "no",\\ \nfake value=1'
  expect(lineOf({ measurement: 'm', tags: { t: 'end\\' }, fields: { words }, at: 5 })).toBe(
    'm,t=end/ words="say \\"no\\",\\\\ ?fake value=1" 5\n',
  )
})

test('a tag without a value is left out', () => {
  expect(lineOf({ measurement: 'm', tags: { a: '', b: undefined }, fields: { n: 1n }, at: 5.4 })).toBe(
    'm n=1i 5\n',
  )
})
