/** Numbers that look random and follow from a seed (mulberry32): the same input again, whenever it is asked for. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }

  /** One of them; throws when there is none. */
  one<T>(of: readonly T[]): T {
    const chosen = of[this.below(of.length)]
    if (chosen === undefined) throw new RangeError('nothing to choose from')
    return chosen
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length)
    for (let at = 0; at < length; at++) bytes[at] = this.below(256)
    return bytes
  }
}

/** A seed for the input of this number, of this name (FNV-1a). */
export const seedOf = (name: string, number: number): number => {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(`${name} ${number}`)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
