import type { Facts } from '../../drift/connections.ts'
import { type Finding, shellWord, type Trap } from '../finding.ts'

/** A connection of somebody else that answers where cygnet's should. */
export const foreignConnection: Trap = ({ bundle, wanted, loaded }) => {
  if (bundle === undefined || loaded === undefined) return []
  const remotes = new Set(
    [...loaded].flatMap(([name, facts]) => (wanted.has(name) ? addresses(facts, 'remote') : [])),
  )
  return [...loaded].flatMap(([name, facts]): Finding[] => {
    if (wanted.has(name)) return []
    const hit = addresses(facts, 'remote').find(address => remotes.has(address) || address === '%any')
    return hit === undefined ? [] : [finding(name, hit, bundle.daemon === 'swanctl')]
  })
}

const addresses = (facts: Facts, end: 'local' | 'remote'): string[] =>
  (facts.get(`${end}_addrs`) ?? '').split(',').filter(address => address !== '')

const finding = (name: string, address: string, vici: boolean): Finding => ({
  code: 'foreign-connection',
  observed:
    address === '%any'
      ? 'a caller that should get a tunnel or an address may get the settings of another connection instead'
      : `the tunnel to ${address} may come up with other networks or proposals than written`,
  why: `the connection ${shellWord(name)}, which cygnet did not write, takes calls from ${address === '%any' ? 'anywhere' : address}; strongSwan picks the first that fits`,
  mend: `grep -rnF -- ${shellWord(name)} ${vici ? '/etc/swanctl' : '/etc/ipsec.conf /etc/ipsec.d'}`,
})
