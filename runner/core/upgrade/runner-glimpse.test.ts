import { expect, test } from 'vitest'
import { type Bundle, bundleBytes } from '../../../schema/wire/bundle.ts'
import { referenceBundles } from '../../../test/fixtures/reference-bundles.ts'
import { vouchedFor } from '../../../test/fixtures/vouched-for.ts'
import { namesAnotherRunner } from './runner-glimpse.ts'

const [rlyeh] = referenceBundles()
if (rlyeh === undefined) throw new Error('the reference network has no rlyeh')

const glimpse = (change: Partial<Bundle>): boolean =>
  namesAnotherRunner(bundleBytes({ ...rlyeh, ...change }), '0.1.0')

test('another version is seen, the same and none are not', () => {
  const bytes = new TextEncoder().encode('a package')
  expect(glimpse({})).toBe(false)
  expect(glimpse({ runner: vouchedFor('0.1.0', bytes) })).toBe(false)
  for (const version of ['0.1.1', '0.1.0~rc1', '10.1.0', '0.1.00'])
    expect([version, glimpse({ runner: vouchedFor(version, bytes) })]).toEqual([version, true])
})

test('what stands in a file is no member', () => {
  const path = '/etc/cygnet/iptables.v4' as const
  const file = (text: string): Partial<Bundle> => ({ files: [{ path, mode: 0o644, content: [text] }] })
  expect(glimpse(file('"runner":{"version":"6.6.6"}'))).toBe(false)
  const runner = vouchedFor('0.2.0', new Uint8Array([1]))
  expect(glimpse({ ...file('"version":"0.1.0"'), runner })).toBe(true)
})
