import { expect, test } from 'vitest'
import { Bundle, bundleBytes, bundleDigest } from '../../schema/wire/bundle.ts'
import { REFERENCE, validTopology } from '../../test/fixtures/reference.ts'
import { referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { compile } from '../compile/compile.ts'
import { planBetween } from './plan.ts'

/** The reference network with these hours for changes. */
const withWindow = (window: string): Bundle[] =>
  compile(validTopology(REFERENCE.replace('every: 60s', `every: 60s, window: "${window}"`)))

test('the window of a topology comes to every gateway, and its bundle to no other byte', () => {
  for (const [index, bundle] of withWindow('Fri-Mon 22:30-02:00 Europe/Warsaw').entries()) {
    const window = { days: [1, 5, 6, 7], from: 22 * 60 + 30, to: 120, zone: 'Europe/Warsaw' }
    expect(bundle).toEqual({ ...referenceBundles()[index], window })
    expect(Bundle.parse(JSON.parse(new TextDecoder().decode(bundleBytes(bundle))))).toEqual(bundle)
  }
})

test('a network without a window has the bundles that it always had', () => {
  expect(referenceBundles().some(bundle => 'window' in bundle)).toBe(false)
  expect(compile(validTopology(REFERENCE)).map(bundleDigest)).toEqual(referenceBundles().map(bundleDigest))
})

test('a plan says what a new window means, in words', () => {
  const plan = planBetween(referenceBundles(), withWindow('Mon,Sat 02:05-05:00 Europe/Warsaw'))
  expect(plan.gateways[0]?.notes).toEqual([
    'after this it may change `Mon,Sat 02:05-05:00 Europe/Warsaw` instead of at any time',
  ])
})

test.each([
  ['no day', { days: [] }],
  ['a day that no week has', { days: [8] }],
  ['the twenty-fifth hour', { to: 1500 }],
  ['half a minute', { from: 0.5 }],
  ['a zone that is a path', { zone: '../../etc/localtime' }],
])('a gateway takes no window with %s', (_, change) => {
  const [bundle] = withWindow('Mon 02:00-05:00 Europe/Warsaw')
  expect(Bundle.safeParse({ ...bundle, window: { ...bundle?.window, ...change } }).success).toBe(false)
})
