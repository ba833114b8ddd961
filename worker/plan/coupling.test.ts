import { expect, test } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { REFERENCE, validTopology } from '../../test/fixtures/reference.ts'
import { referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { compile } from '../compile/compile.ts'
import { connected, coupledGroups } from './coupling.ts'
import { planMarkdown } from './markdown.ts'
import { planBetween } from './plan.ts'
import { planText } from './text.ts'
import { layOut } from './waves.ts'

const after = (from: string, to: string): Bundle[] => {
  expect(REFERENCE).toContain(from)
  return compile(validTopology(REFERENCE.replace(from, to)))
}
const BETWEEN = 'between: { rlyeh: vswitch, ulthar: eth1 }'
const rotated = (): Bundle[] => after(BETWEEN, `epoch: 2\n    ${BETWEEN}`)

test('both ends of a tunnel whose key changes go together, in the wave of the earlier, and the plan says so', () => {
  expect(coupledGroups(referenceBundles(), rotated())).toEqual([['rlyeh', 'ulthar']])
  const waves = [
    { gateways: ['ulthar'], soak: 300 },
    { gateways: '*' as const, soak: 60 },
  ]
  const plan = planBetween(referenceBundles(), rotated(), { limit: {}, waves })
  expect(plan.waves).toEqual([{ groups: [['rlyeh', 'ulthar']], soak: 300, atOnce: 2 }])
  expect(planText(plan, { colour: false })).toContain('`rlyeh` and `ulthar` change together')
  expect(planMarkdown(plan, 65_535)).toContain('### Order\n\n- wave 1: `rlyeh` + `ulthar`, 300 s of health')
})

test('a change that both ends bear alone couples nobody, nor does a tunnel that is new', () => {
  const routed = after('private: [10.0.0.0/8]', 'private: [10.0.0.0/8, 192.168.0.0/16]')
  expect(coupledGroups(referenceBundles(), routed)).toEqual([])
  expect(coupledGroups([], referenceBundles())).toEqual([])
  expect(coupledGroups(referenceBundles(), referenceBundles())).toEqual([])
})

test('whoever hangs on one of a group belongs to it', () => {
  expect(
    connected([
      ['c', 'd'],
      ['a', 'b'],
      ['x', 'y'],
      ['d', 'a'],
    ]),
  ).toEqual([
    ['a', 'b', 'c', 'd'],
    ['x', 'y'],
  ])
})

test('waves: an order for those who change, at least one at once, the rest last like the wave before', () => {
  const order = [
    { gateways: ['a', 'z'], soak: 300, atOnce: { unit: 'percent', value: 10 } as const },
    { gateways: ['b'], soak: 60, atOnce: { unit: 'count', value: 2 } as const },
  ]
  expect(layOut(order, ['a', 'c', 'd', 'e'], [])).toEqual([
    { groups: [['a']], soak: 300, atOnce: 1 },
    { groups: [['c'], ['d'], ['e']], soak: 60, atOnce: 2 },
  ])
  expect(layOut([], ['b', 'a'], [['a', 'q']])).toEqual([{ groups: [['a'], ['b']], soak: 0, atOnce: 2 }])
})
