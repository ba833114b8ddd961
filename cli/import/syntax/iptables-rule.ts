import type { Place } from '../../../schema/problem.ts'

/** A rule as `iptables -A` would write it. Options that are not asked for here stay in `words`. */
export interface FirewallRule {
  readonly table: string
  readonly chain: string
  /** Everything behind the chain's name, in the order written. */
  readonly words: readonly string[]
  readonly place: Place
}

/** The value of an option, and whether `!` stands before it; undefined when the rule does not have it. */
const optionOf = (
  { words }: Pick<FirewallRule, 'words'>,
  ...names: readonly string[]
): { readonly value: string; readonly negated: boolean } | undefined => {
  const at = words.findIndex(word => names.includes(word))
  if (at < 0) return undefined
  return { value: words[at + 1] ?? '', negated: words[at - 1] === '!' }
}

export const sourceOf = (rule: FirewallRule) => optionOf(rule, '-s', '--source', '--src')
export const destinationOf = (rule: FirewallRule) => optionOf(rule, '-d', '--destination', '--dst')
export const targetOf = (rule: FirewallRule): string | undefined => optionOf(rule, '-j', '--jump')?.value
export const outputOf = (rule: FirewallRule) => optionOf(rule, '-o', '--out-interface')
export const commentOf = (rule: FirewallRule): string => optionOf(rule, '--comment')?.value ?? ''

/** The rule as text that is equal for equal rules. */
export const canonicalRule = ({ table, chain, words }: FirewallRule): string =>
  JSON.stringify([table, chain, ...words])
