import {
  bitsOf,
  type Cidr,
  hostOf,
  networkOf,
  parseAddress,
  parseCidr,
} from '../../../schema/topology/address.ts'
import { MAX_SELECTORS } from '../source/limits.ts'
import type { Word } from '../word.ts'

/** A traffic selector or a pool: the subnet as the daemon takes it, and as it was written. */
export interface Selector {
  readonly word: Word
  /** Host bits as written. */
  readonly written: Cidr
  /** Host bits cleared: what the kernel gets. */
  readonly subnet: Cidr
}

/** Reads a subnet or a single address; undefined for ranges, ports, names and everything else. */
export const selectorOf = (word: Word): Selector | undefined => {
  const address = parseAddress(word.text)
  const written = address === undefined ? parseCidr(word.text) : hostOf({ address })
  return written === undefined ? undefined : { word, written, subnet: networkOf(written) }
}

/** Those of the words that are selectors, the first 400 of them. */
export const selectorsOf = (words: readonly Word[]): Selector[] =>
  words.slice(0, MAX_SELECTORS).flatMap(word => selectorOf(word) ?? [])

/** True when the selector is everything: the other end is the way to the internet. */
export const isEverything = ({ subnet }: Selector): boolean => subnet.prefix === 0

/** True for a single address. */
export const isHost = ({ subnet }: Selector): boolean => subnet.prefix === bitsOf(subnet)
