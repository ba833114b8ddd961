import type { Rule } from '../finding.ts'

/** Both ways to run charon on one machine. */
export const dualDaemon: Rule = {
  code: 'dual-daemon',
  level: 'error',
  trap: {
    when: '`packages` of a gateway has both strongswan-starter and charon-systemd',
    observe: 'tunnels come up or do not, depending on which of the two services was faster at boot',
    why: 'both want UDP 500 and 4500 and the same control socket',
    write:
      'remove the one that `daemon` does not name: strongswan-starter for `swanctl`, charon-systemd for `ipsec.conf`',
  },
  *check(topology) {
    for (const { at, name, daemon, packages } of topology.gateways) {
      if (!packages?.includes('strongswan-starter') || !packages.includes('charon-systemd')) continue
      const needless = daemon === 'swanctl' ? 'strongswan-starter' : 'charon-systemd'
      yield {
        severity: 'error',
        at: [...at, 'packages'],
        message: `tunnels of ${name} come up or do not, depending on which service is faster at boot: strongswan-starter and charon-systemd both want UDP 500 and the same socket`,
        hint: `run apt purge ${needless} on ${name}, and take it out of packages`,
      }
    }
  },
}
