import type { Drifted } from '../../../schema/wire/drifted.ts'
import { hookOf, isBuiltin, jumpsOf, OWN_CHAIN, type Table } from '../kernel/firewall-text.ts'
import { visible } from '../visible.ts'
import { canonicalRule } from './canonical-rule.ts'
import { bounded } from './lines.ts'

/** `IPv4` or `IPv6`: each has its own tables. */
export type RuleFamily = 'IPv4' | 'IPv6'

/**
 * Own chains that are not as wanted, in content or by not being hooked in; own chains that nobody wants. Rules of others are
 * not looked at, nor whether somebody's rule stands before the hook: Docker and LXD put theirs first whenever they start.
 */
export const chainDrift = (
  family: RuleFamily,
  wanted: readonly Table[],
  seen: readonly Table[],
): Drifted[] => {
  const names = [...new Set([...wanted, ...seen].map(({ name }) => name))]
  return names.flatMap(name => tableDrift(family, tableOf(wanted, name), tableOf(seen, name)))
}

const tableOf = (tables: readonly Table[], name: string): Table =>
  tables.find(table => table.name === name) ?? { name, chains: [], rules: [] }

const tableDrift = (family: RuleFamily, wanted: Table, seen: Table): Drifted[] => {
  const stale = seen.chains.filter(chain => OWN_CHAIN.test(chain) && !wanted.chains.includes(chain))
  const about = (chain: string, diff: readonly string[]): Drifted[] =>
    diff.length === 0
      ? []
      : [{ kind: 'chain', what: `${family} ${wanted.name} ${chain}`, diff: bounded(diff) }]
  return [
    ...wanted.chains.flatMap(chain =>
      about(chain, [...hookDiff(seen, chain), ...ruleDiff(wanted, seen, chain)]),
    ),
    ...stale.flatMap(chain => about(chain, [`+:${chain}`])),
  ]
}

const hookDiff = (seen: Table, chain: string): string[] => {
  const into = hookOf(chain)
  if (!isBuiltin(into)) return []
  const hooks = seen.rules.filter(rule => rule.chain === into && jumpsOf(rule).includes(chain))
  const [hook] = hooks
  if (hooks.length === 1 && hook?.spec === `-j ${chain}`) return []
  return [`--A ${into} -j ${chain}`, ...hooks.map(({ spec }) => `+-A ${into} ${visible(spec)}`)]
}

/** In order: a rule that moved is another firewall. */
const ruleDiff = (wanted: Table, seen: Table, chain: string): string[] => {
  const should = rulesOf(wanted, chain)
  const is = rulesOf(seen, chain)
  const same = should.length === is.length && should.every((rule, at) => rule.canonical === is[at]?.canonical)
  if (same) return []
  const had = new Set(should.map(({ canonical }) => canonical))
  const has = new Set(is.map(({ canonical }) => canonical))
  const gone = should.filter(({ canonical }) => !has.has(canonical)).map(({ spec }) => `--A ${chain} ${spec}`)
  const come = is
    .filter(({ canonical }) => !had.has(canonical))
    .map(({ spec }) => `+-A ${chain} ${visible(spec)}`)
  return gone.length + come.length === 0
    ? ['(the same rules, in another order or number)']
    : [...gone, ...come]
}

const rulesOf = ({ rules }: Table, chain: string): readonly { spec: string; canonical: string }[] =>
  rules.filter(rule => rule.chain === chain).map(({ spec }) => ({ spec, canonical: canonicalRule(spec) }))
