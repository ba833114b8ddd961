/** Names that iptables takes in long form and prints in short form. */
const SHORT: Readonly<Record<string, string>> = {
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--protocol': '-p',
  '--proto': '-p',
  '--jump': '-j',
  '--goto': '-g',
}

/**
 * One form for a rule, however it was written or printed: iptables-save reorders matches, names the module of a protocol,
 * and gives every address a prefix. What follows the target stays with it, in its order. Not to be given to iptables.
 */
export const canonicalRule = (spec: string): string => {
  const [matches, target] = atTarget(unitsOf(spec))
  return [...matches.filter(unit => !unit.startsWith('-m ')).sort(), ...target].join(' ')
}

const atTarget = (units: readonly string[]): readonly [readonly string[], readonly string[]] => {
  const at = units.findIndex(unit => /^-[jg] /.test(unit))
  return at < 0 ? [units, []] : [units.slice(0, at), units.slice(at)]
}

/** An option with what it takes, a negation before it included. */
const unitsOf = (spec: string): string[] => {
  const units: string[] = []
  let negated = ''
  for (const word of spec.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []) {
    if (word === '!') negated = '! '
    else if (/^--?[a-z]/.test(word)) {
      units.push(`${negated}${SHORT[word] ?? word}`)
      negated = ''
    } else units.push(`${units.pop() ?? ''} ${valueOf(word)}`)
  }
  return units.map(unit => withPrefix(unit))
}

/** Lists are sets: ESTABLISHED,RELATED is RELATED,ESTABLISHED. */
const valueOf = (word: string): string => (word.startsWith('"') ? word : word.split(',').sort().join(','))

const withPrefix = (unit: string): string => {
  const [, before, address] = /^((?:! )?-[sd] )([0-9a-fA-F.:]+)$/.exec(unit) ?? []
  if (before === undefined || address === undefined) return unit
  return `${before}${address.toLowerCase()}/${address.includes(':') ? 128 : 32}`
}
