/** One table of an iptables-restore text or an iptables-save output, chains and rules as written. */
export interface Table {
  readonly name: string
  /** Chain names in order, built-in ones too when they were declared. */
  readonly chains: readonly string[]
  /** Rules in order: `-A CHAIN …`, without counters. */
  readonly rules: readonly FirewallRule[]
}

export interface FirewallRule {
  readonly chain: string
  /** What follows the chain's name. */
  readonly spec: string
}

/** Own chains: everything else belongs to somebody else. */
export const OWN_CHAIN = /^CYGNET-[A-Z0-9-]{1,21}$/

/** Chains that a packet enters by itself; `CYGNET-<one of these>` is hooked into it. */
const BUILTIN = new Set(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'])

/** Targets that the compiler writes; a jump to anything else must be to an own chain of the same table. */
const TARGETS = new Set([
  'ACCEPT',
  'DROP',
  'RETURN',
  'REJECT',
  'MASQUERADE',
  'SNAT',
  'DNAT',
  'TCPMSS',
  'MARK',
  'CONNMARK',
  'LOG',
  'NFLOG',
])

/**
 * Options that the compiler writes. iptables takes others cut short and in clusters, and one of them names a program to run
 * (`--modprobe`), so that only what is known here is let through.
 */
const OPTIONS = new Set('-s -d -i -o -p -m -j --dir --pol --tcp-flags --mss --set-mss'.split(' '))

/** Each rule is compared with each chain, of what a thief may have signed; the compiler writes fewer than ten of both. */
const MAX_TABLES = 8
const MAX_CHAINS = 256

/** Reads the tables of a text in iptables-restore's syntax. Throws a `SyntaxError` on a line that is none of it. */
export const readTables = (text: string): readonly Table[] => {
  const tables: { name: string; chains: string[]; rules: FirewallRule[] }[] = []
  let open = false
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const table = open ? tables.at(-1) : undefined
    const start = /^\*([a-z]+)$/.exec(line)?.[1]
    const chain = /^:(\S+) \S+( \[\d+:\d+\])?$/.exec(line)?.[1]
    const rule = /^(?:\[\d+:\d+\] )?-A (\S+)(?: (.*))?$/.exec(line)
    if (start !== undefined && !open) {
      tables.push({ name: start, chains: [], rules: [] })
      open = true
    } else if (table !== undefined && line === 'COMMIT') open = false
    else if (table !== undefined && chain !== undefined) table.chains.push(chain)
    else if (table !== undefined && rule?.[1] !== undefined)
      table.rules.push({ chain: rule[1], spec: rule[2] ?? '' })
    else throw new SyntaxError(`firewall line ${index + 1} is not understood: ${line.slice(0, 120)}`)
  }
  if (open) throw new SyntaxError('firewall: the last table is not committed')
  return tables
}

/**
 * Everything in a wanted text that would reach beyond own chains, or jump to a chain that nobody declares, which
 * `iptables-nft-restore --test` does not see. In words, empty when fine.
 */
export const firewallFaults = (wanted: readonly Table[]): readonly string[] => {
  if (wanted.length > MAX_TABLES || wanted.some(({ chains }) => chains.length > MAX_CHAINS))
    return [`more than ${MAX_TABLES} tables, or ${MAX_CHAINS} chains in one`]
  const names = wanted.map(table => table.name)
  return [
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map(name => `table ${name} is there twice`),
    ...wanted.flatMap(({ name, chains, rules }) => [
      ...chains
        .filter(chain => !OWN_CHAIN.test(chain))
        .map(chain => `${name}: chain ${chain} is not cygnet's`),
      ...rules
        .filter(rule => !chains.includes(rule.chain))
        .map(rule => `${name}: rule for undeclared chain ${rule.chain}`),
      ...rules.flatMap(rule => optionFaults(name, rule)),
      ...rules.flatMap(rule => jumpsOf(rule).flatMap(target => jumpFault(name, chains, target))),
    ]),
  ]
}

const optionFaults = (table: string, { spec }: FirewallRule): string[] => [
  ...(/["'\\]/.test(spec) ? [`${table}: a rule with quotes, of which none is needed`] : []),
  ...spec
    .split(/\s+/)
    .filter(word => word.startsWith('-') && !OPTIONS.has(word))
    .map(word => `${table}: option ${word} is not known to this runner`),
]

const jumpFault = (table: string, chains: readonly string[], target: string): string[] =>
  TARGETS.has(target) || chains.includes(target) ? [] : [`${table}: jump to ${target}, which does not exist`]

/** The chains or targets that a rule leads to. */
export const jumpsOf = ({ spec }: FirewallRule): string[] =>
  [...spec.matchAll(/(?:^|\s)(?:-j|--jump|-g|--goto)[ =](\S+)/g)].map(match => match[1] ?? '')

/**
 * What to give to `iptables-restore --noflush` so that own chains become as wanted and nothing else moves: each table is
 * one transaction of the kernel. Hooks are first in their built-in chain, once. Empty when there is nothing to do.
 */
export const restoreText = (live: readonly Table[], wanted: readonly Table[]): string => {
  const names = new Set([
    ...wanted.map(table => table.name),
    ...live.filter(table => table.chains.some(chain => OWN_CHAIN.test(chain))).map(table => table.name),
  ])
  const named = (tables: readonly Table[], name: string): Table =>
    tables.find(table => table.name === name) ?? { name, chains: [], rules: [] }
  return [...names].map(name => tableText(named(live, name), named(wanted, name))).join('')
}

const tableText = (live: Table, wanted: Table): string => {
  const stale = live.chains.filter(chain => OWN_CHAIN.test(chain) && !wanted.chains.includes(chain))
  const hooked = wanted.chains.filter(chain => isBuiltin(hookOf(chain)))
  const right = new Set(hooked.filter(chain => isHookedFirst(live, chain)))
  const gone = new Set([...stale, ...hooked.filter(chain => !right.has(chain))])
  const foreignJumps = live.rules.filter(
    rule => !OWN_CHAIN.test(rule.chain) && jumpsOf(rule).some(target => gone.has(target)),
  )
  return [
    `*${wanted.name}`,
    ...wanted.chains.map(chain => `:${chain} - [0:0]`),
    ...foreignJumps.map(rule => `-D ${rule.chain} ${rule.spec}`),
    ...wanted.rules.map(rule => `-A ${rule.chain} ${rule.spec}`),
    ...hooked.filter(chain => !right.has(chain)).map(chain => `-I ${hookOf(chain)} 1 -j ${chain}`),
    ...stale.map(chain => `-F ${chain}`),
    ...stale.map(chain => `-X ${chain}`),
    'COMMIT\n',
  ].join('\n')
}

/** The chain that an own one is hooked into, if that is one that packets enter by themselves. */
export const hookOf = (chain: string): string => chain.slice('CYGNET-'.length)

/** Whether packets enter a chain by themselves. */
export const isBuiltin = (chain: string): boolean => BUILTIN.has(chain)

const isHookedFirst = (live: Table, chain: string): boolean => {
  const rules = live.rules.filter(rule => rule.chain === hookOf(chain))
  const hooks = rules.filter(rule => jumpsOf(rule).includes(chain))
  return hooks.length === 1 && rules[0] === hooks[0] && hooks[0]?.spec === `-j ${chain}`
}
