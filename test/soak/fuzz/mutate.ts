import type { Random } from './random.ts'

/** Longest input, in bytes: longer than anything here reads without a bound of its own, short enough for a million of them. */
const MAX_INPUT = 64 * 1024

/** What parsers stumble over. */
const NUMBERS: readonly string[] =
  '0 -1 1e999 -0 9007199254740993 4294967296 99999999999999999999 0x10 NaN 1.5'.split(' ')
const WORDS: readonly string[] = NUMBERS.concat(
  `null true "" {} [] { } [ ] " ' \` \\ / ../ %2e%2e%2f ..\\ # = : , * &a *a __proto__ constructor toString`.split(
    ' ',
  ),
  [
    '\n',
    '\r\n',
    '\0',
    '\t',
    ' ',
    '\u2028',
    '\ufeff',
    '<<: ',
    '"__proto__":{"x":1}',
    '$(id)',
    '; id',
    '&& id',
    '|',
  ],
  [
    'include /etc/passwd',
    'also=x',
    'leftupdown=id',
    '-----BEGIN CERTIFICATE-----',
    '-----END CERTIFICATE-----',
  ],
)

type Mutation = (bytes: Buffer, random: Random, samples: readonly Buffer[]) => Buffer

const cutAt = (bytes: Buffer, random: Random): readonly [Buffer, Buffer] => {
  const at = random.below(bytes.length + 1)
  return [bytes.subarray(0, at), bytes.subarray(at)]
}

const pieceOf = (bytes: Buffer, random: Random): Buffer => {
  const start = random.below(bytes.length + 1)
  return bytes.subarray(start, start + random.below(Math.min(bytes.length - start, 256) + 1))
}

const changedByte = (bytes: Buffer, random: Random, change: (byte: number) => number): Buffer => {
  if (bytes.length === 0) return bytes
  const copy = Buffer.from(bytes)
  const at = random.below(copy.length)
  copy[at] = change(copy[at] ?? 0)
  return copy
}

const inserted = (bytes: Buffer, random: Random, what: Buffer): Buffer => {
  const [before, after] = cutAt(bytes, random)
  return Buffer.concat([before, what, after])
}

const MUTATIONS: readonly Mutation[] = [
  // A bit, a byte, a number in place of a number.
  (bytes, random) => changedByte(bytes, random, byte => byte ^ (1 << random.below(8))),
  (bytes, random) => changedByte(bytes, random, () => random.below(256)),
  (bytes, random) => {
    const text = bytes.toString('latin1')
    const numbers = [...text.matchAll(/\d+/g)]
    if (numbers.length === 0) return bytes
    const { 0: found, index } = random.one(numbers)
    return Buffer.from(
      text.slice(0, index) + random.one(NUMBERS) + text.slice(index + found.length),
      'latin1',
    )
  },
  // Cut short; a piece missing; a piece twice; a piece a thousand times.
  (bytes, random) => cutAt(bytes, random)[0],
  (bytes, random) => {
    const [before, after] = cutAt(bytes, random)
    return Buffer.concat([before, after.subarray(random.below(Math.min(after.length, 64) + 1))])
  },
  (bytes, random) => inserted(bytes, random, pieceOf(bytes, random)),
  (bytes, random) => {
    const piece = pieceOf(bytes, random)
    const times = Math.floor(2 ** random.below(17) / Math.max(piece.length, 1))
    return inserted(bytes, random, Buffer.concat(Array.from({ length: Math.min(times, 4096) }, () => piece)))
  },
  // The beginning of one and the end of another.
  (bytes, random, samples) => Buffer.concat([cutAt(bytes, random)[0], cutAt(random.one(samples), random)[1]]),
  // Noise, words, and nesting without end.
  (bytes, random) => inserted(bytes, random, random.bytes(1 + random.below(8))),
  (bytes, random) => inserted(bytes, random, Buffer.from(random.one(WORDS))),
  (bytes, random) => {
    const opening = random.one(['[', '{"a":', '(', '{\n', 'a {\n', '- ', '\u0001\u0001a', '\u0030\u0080'])
    return inserted(bytes, random, Buffer.from(opening.repeat(2 ** random.below(13)), 'latin1'))
  },
]

/** A genuine sample, damaged up to four times over. */
export const mutated = (samples: readonly Buffer[], random: Random): Buffer => {
  let bytes = random.one(samples)
  for (let left = 1 + random.below(4); left > 0; left--)
    bytes = random.one(MUTATIONS)(bytes, random, samples).subarray(0, MAX_INPUT)
  return bytes
}
