import type { Rule } from '../finding.ts'

/** Debian packages that bring an nft ruleset of their own. */
const NFT = ['nftables', 'firewalld', 'docker.io', 'docker-ce', 'lxd', 'incus']

/** Rules in one of the kernel's two firewalls while others stand in the other. */
export const firewallBackend: Rule = {
  code: 'firewall-backend',
  level: 'warning',
  trap: {
    when: 'a gateway has `firewall: iptables-legacy` and a package that writes nft rules',
    observe:
      'a rule that is plainly there has no effect, or a packet is dropped that every listing lets pass',
    why: 'the kernel runs both sets of rules, and each tool shows one of them',
    write: 'write `firewall: iptables-nft`, which is the default',
  },
  *check(topology) {
    for (const { at, name, firewall, packages } of topology.gateways) {
      const other = packages?.find(one => NFT.includes(one))
      if (firewall !== 'iptables-legacy' || other === undefined) continue
      yield {
        severity: 'warning',
        at: [...at, 'firewall'],
        message: `packets are dropped on ${name} that every listing lets pass: ${other} writes nft rules, these are legacy ones, and the kernel runs both`,
        hint: 'write firewall: iptables-nft, or leave it out',
      }
    }
  },
}
