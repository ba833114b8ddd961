import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeMessage, encodeMessage, type Section, type Value } from './message.ts'
import { encodePacket, MAX_PACKET, PACKET, type Packet, PacketReader } from './packet.ts'
import { ViciError } from './vici-error.ts'

const name = fc.string({ maxLength: 40, unit: 'grapheme' })
const { tree } = fc.letrec<{ tree: Section; value: Value }>(tie => ({
  tree: fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map(entries => new Map(entries)),
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ maxLength: 60 }),
    fc.array(fc.string({ maxLength: 20 }), { maxLength: 4 }),
    tie('tree'),
  ),
}))
const packet: fc.Arbitrary<Packet> = fc.record({
  type: fc.constantFrom(PACKET.request, PACKET.event, PACKET.register),
  name,
  message: tree,
})

describe('a vici message', () => {
  test('comes back as it went, whatever it holds', () => {
    fc.assert(
      fc.property(tree, message => {
        expect(decodeMessage(encodeMessage(message))).toEqual(message)
      }),
    )
  })

  test('looks on the wire as strongSwan documents it', () => {
    const message: Section = new Map<string, Value>([
      ['key1', 'value1'],
      ['section1', new Map<string, Value>([['sub-section', new Map<string, Value>([['key2', 'value2']])]])],
      ['list1', ['item1', 'item2']],
    ])
    expect(encodeMessage(message).toString('latin1')).toBe(
      '\x03\x04key1\x00\x06value1\x01\x08section1\x01\x0bsub-section\x03\x04key2\x00\x06value2\x02\x02' +
        '\x04\x05list1\x05\x00\x05item1\x05\x00\x05item2\x06',
    )
  })

  test('that is random bytes is refused or read, and never does anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(readOrRefused(bytes)).toBe(true)
      }),
    )
  })

  test.each([
    ['a section that ends before it starts', [2]],
    ['a section without an end', [1, 1, 65]],
    ['a value that is cut', [3, 1, 65, 0, 9, 65]],
    ['a list without an end', [4, 1, 65, 5, 0, 0]],
    [
      'a section that never stops nesting',
      Array.from({ length: 300 }, (_, index) => [1, 1, 65][index % 3] ?? 0),
    ],
  ])('with %s is refused', (_, bytes) => {
    expect(() => decodeMessage(Uint8Array.from(bytes))).toThrow(ViciError)
  })
})

const readOrRefused = (bytes: Uint8Array): boolean => {
  try {
    return decodeMessage(bytes) instanceof Map
  } catch (error) {
    return error instanceof ViciError
  }
}

describe('a stream of packets', () => {
  test('is cut right however it arrives', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 4 }), fc.integer({ min: 1, max: 17 }), (packets, size) => {
        const bytes = Buffer.concat(packets.map(one => encodePacket(one)))
        const reader = new PacketReader()
        const read: Packet[] = []
        for (let at = 0; at < bytes.length; at += size)
          read.push(...reader.push(bytes.subarray(at, at + size)))
        expect(read).toEqual(packets)
      }),
    )
  })

  test('that announces more than vici allows is refused before it is held', () => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(MAX_PACKET + 1)
    expect(() => new PacketReader().push(length)).toThrow(ViciError)
  })
})
