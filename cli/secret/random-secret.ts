import { randomInt } from 'node:crypto'

/** Without those that people mistake for one another: 0 and o, 1, l and i. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Bits of each group of five characters, rounded down. */
const BITS_OF_GROUP = Math.floor(5 * Math.log2(ALPHABET.length))

/** A secret that can be typed: groups of five, drawn by the system. Four groups are 96 bits, six are 144. */
export const randomSecret = (groups: number): { readonly text: string; readonly bits: number } => ({
  text: Array.from({ length: groups }, () =>
    Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  ).join('-'),
  bits: groups * BITS_OF_GROUP,
})
