/** Bytes of an IP packet that passes on every link there is (RFC 791 §3.1). */
const LEAST = 576

/** What is known of the largest packet that passes: one of `passes` bytes does, one of `fails` does not. */
export interface Search {
  readonly passes: number
  readonly fails: number
}

/** Nothing is known but that packets of this size do not pass. */
export const beginSearch = (fails: number): Search => ({ passes: LEAST, fails: Math.max(LEAST + 1, fails) })

/** Bytes of the next packet to try; undefined when `passes` is the answer. At most sixteen tries. */
export const nextSize = ({ passes, fails }: Search): number | undefined =>
  fails - passes <= 1 ? undefined : passes + Math.floor((fails - passes) / 2)

/** With what became of that packet. */
export const narrowed = (search: Search, size: number, passed: boolean): Search =>
  passed ? { ...search, passes: size } : { ...search, fails: size }
