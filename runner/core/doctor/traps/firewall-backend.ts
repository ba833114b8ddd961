import { type Finding, shellWord, type Trap } from '../finding.ts'

/** Rules of one backend beside rules of the other: every packet has to pass both. */
export const firewallBackend: Trap = ({ bundle, rules }) => {
  if (bundle === undefined) return []
  const kind = bundle.firewall === 'iptables-nft' ? 'legacy' : 'nft'
  return rules.flatMap(({ tool, tables }): Finding[] => {
    const full = tables.filter(table => table.rules.length > 0).map(({ name }) => name)
    if (!tool.endsWith(kind) || full.length === 0) return []
    return [
      {
        code: 'firewall-backend',
        observed: 'packets vanish or are masqueraded although the rules that one looks at say otherwise',
        why: `${tool} holds rules in ${full.join(', ')}, beside those of ${bundle.firewall}; the kernel asks both`,
        mend: full.map(name => `${tool} -t ${shellWord(name)} -F`).join('; '),
      },
    ]
  })
}
