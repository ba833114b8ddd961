import type { InputSource } from './inputs.ts'

/** A parser that sees bytes from the network, and what may come of them. */
export interface Parser extends InputSource {
  /** How many inputs of a million it gets: fewer where each costs more. */
  readonly share: number
  /** Returns, or throws what `refuses` knows. Anything else thrown, a broken promise of its own too, is a failure. */
  readonly feed: (bytes: Buffer) => unknown
  /** Whether an error is this parser's way to say no. */
  readonly refuses: (error: unknown) => boolean
}

/** Nothing thrown is fine. */
export const never = (): boolean => false

/** A parser broke a promise about what it returned. */
export const must = (promise: boolean, words: string): void => {
  if (!promise) throw new TypeError(`promise broken: ${words}`)
}

/** Text as UTF-8, damaged where the bytes are. */
export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
