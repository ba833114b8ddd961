import { array, assert, integer, property, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fits, framed, frameReader, tagged, untagged } from './vlan.ts'

/** An untagged frame: two addresses, the type of IPv4, a packet. */
const aFrame = uint8Array({ minLength: 20, maxLength: 1500 }).map(packet =>
  Buffer.concat([Buffer.alloc(12, 2), Buffer.from([0x08, 0x00]), packet]),
)

describe('the switch of the provider', () => {
  test('takes off the tag that it put on, and nothing else', () => {
    assert(
      property(aFrame, integer({ min: 1, max: 4094 }), (frame, vlan) => {
        expect(untagged(tagged(frame, vlan))).toEqual({ vlan, frame })
        expect(untagged(frame)).toEqual({ vlan: 0, frame })
      }),
    )
  })

  test('measures packets, not frames', () => {
    expect(fits(Buffer.alloc(1414), 1400)).toBe(true)
    expect(fits(Buffer.alloc(1415), 1400)).toBe(false)
  })

  test('reads whole frames however the bytes are cut', () => {
    assert(
      property(array(aFrame, { maxLength: 4 }), integer({ min: 1, max: 700 }), (frames, size) => {
        const got: Buffer[] = []
        const read = frameReader(frame => got.push(Buffer.from(frame)))
        const bytes = Buffer.concat(frames.map(framed))
        for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size))
        expect(got).toEqual(frames)
      }),
    )
  })
})
