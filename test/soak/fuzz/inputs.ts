import * as fc from 'fast-check'
import { mutated } from './mutate.ts'
import { Random, seedOf } from './random.ts'

/** Where inputs of a parser come from. */
export interface InputSource {
  /** In the seed, so that each parser gets inputs of its own. */
  readonly name: string
  /** Genuine ones, from which damaged ones are made. */
  readonly samples: readonly Buffer[]
  /** Values with a structure, where the usual ones would never get past the first look. */
  readonly structured?: fc.Arbitrary<Uint8Array>
}

/** JSON with one member, at any depth, that is something else. */
const withOtherMember = (samples: readonly Buffer[]): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      fc.constantFrom(...samples),
      fc.nat(),
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom('set', 'drop', 'add'),
    )
    .map(([sample, where, value, how]) => {
      const whole: unknown = JSON.parse(sample.toString())
      const places = objectsIn(whole).flatMap(object =>
        Object.keys(object).map(key => [object, key] as const),
      )
      const [object, key] = places[where % Math.max(places.length, 1)] ?? [{}, '']
      if (how === 'drop') delete object[key]
      else object[how === 'set' ? key : `${key}x`] = value
      return Buffer.from(JSON.stringify(whole))
    })

const objectsIn = (value: unknown): Record<string, unknown>[] =>
  isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : []

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Any bytes, any text, any JSON. */
const ANYTHING: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 512 }),
  fc.string({ unit: 'binary', maxLength: 256 }).map(text => Buffer.from(text)),
  fc.jsonValue({ maxDepth: 6 }).map(value => Buffer.from(JSON.stringify(value))),
)

const isJson = (bytes: Buffer): boolean => {
  try {
    return isObject(JSON.parse(bytes.toString()))
  } catch {
    return false
  }
}

/** Inputs of one source by their number: one of four random or structured by fast-check, the others damaged samples. */
export const inputsOf = ({ name, samples, structured }: InputSource): ((number: number) => Buffer) => {
  const json = samples.filter(isJson)
  const arbitrary = fc.oneof(
    { weight: 1, arbitrary: ANYTHING },
    ...[...(structured ? [structured] : []), ...(json.length > 0 ? [withOtherMember(json)] : [])].map(
      arbitrary => ({ weight: 3, arbitrary }),
    ),
  )
  let block: { readonly number: number; readonly values: readonly Uint8Array[] } | undefined
  /** fast-check makes values by the block: one at a time costs ten times as much. */
  const sampled = (number: number): Buffer => {
    const at = Math.floor(number / BLOCK)
    if (block?.number !== at)
      block = { number: at, values: fc.sample(arbitrary, { numRuns: BLOCK / 4, seed: seedOf(name, at) | 0 }) }
    return Buffer.from(block.values[Math.floor((number % BLOCK) / 4)] ?? [])
  }
  return number => {
    const random = new Random(seedOf(name, number))
    if (number % 4 === 0) return sampled(number)
    if (number % 32 === 1 || samples.length === 0) return random.bytes(random.below(512))
    return mutated(samples, random)
  }
}

/** Numbers in a block, of which every fourth is sampled. */
const BLOCK = 256
