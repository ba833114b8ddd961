import { assert, property, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { digestOf as digestOfTheWire } from '../../schema/wire/canonical.ts'
import { digestOf } from './digest.ts'

test('the gateway and the control plane name the same bytes by the same digest', () => {
  expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  assert(property(uint8Array({ maxLength: 300 }), bytes => digestOf(bytes) === digestOfTheWire(bytes)))
})
