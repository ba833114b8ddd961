import type { Trap } from '../trap.ts'

/** What only `cygnet import` can find: in the files of a host, not in a topology. */
export const IMPORT_TRAPS: readonly Trap[] = [
  {
    code: 'syntax',
    level: 'error or warning',
    trap: {
      when: 'a line of an old file cannot be read',
      observe:
        'a daemon drops the line, or with swanctl unloads every connection and says that all went well',
      why: 'one slip in swanctl.conf or in a file that it includes voids all of it; ipsec.conf warns and goes on',
      write: 'mend the line on the host, then import again',
    },
  },
  {
    code: 'not-expressed',
    level: 'warning',
    trap: {
      when: 'an old file says something that the language has no word for',
      observe: 'the gateway behaves differently in this one respect once it is handed over',
      why: 'cygnet writes less than strongSwan reads',
      write: 'read what was left out; most of it was a default, or never worked',
    },
  },
  {
    code: 'template-live',
    level: 'warning',
    trap: {
      when: 'a section that others inherit from is loaded as a connection of its own',
      observe: 'clients get in that should not, or get no address',
      why: '`also=` inherits `auto`, so the template answers whoever matches nothing else',
      write: 'nothing: the import leaves it out; by hand, `auto=ignore`',
    },
  },
  {
    code: 'secret-type',
    level: 'warning',
    trap: {
      when: 'a line of ipsec.secrets has no type: `@a @b "secret"` instead of `@a @b : PSK "secret"`',
      observe: 'authentication fails, and the log names a missing separator',
      why: 'strongSwan drops the line',
      write: 'nothing: the import takes it for the pre-shared key that it was meant to be',
    },
  },
  {
    code: 'secret-missing',
    level: 'warning',
    trap: {
      when: 'no secret of the host belongs to a connection or a user',
      observe: 'authentication fails',
      why: 'the file with it was not imported, or the line names other identities',
      write: 'import the file too, or seal one with `cygnet secret seal`',
    },
  },
  {
    code: 'certificate-missing',
    level: 'error',
    trap: {
      when: 'the certificate of a connection is not among the imported files',
      observe: 'nobody can dial in',
      why: 'an import copies only what lies in the folder',
      write: 'put the certificate into `pki/` of the topology',
    },
  },
  {
    code: 'key-stays',
    level: 'info',
    trap: {
      when: 'a connection has a private key',
      observe: 'nothing: the key stays on the host',
      why: 'an import copies no private key',
      write: 'seal it on the host under the name of the certificate, or let the gateway make its own',
    },
  },
  {
    code: 'file-mode',
    level: 'warning',
    trap: {
      when: 'others on the host can read the file with the secrets',
      observe: 'secrets that are not secret',
      why: 'the file is not its owner’s alone',
      write: '`chmod 600`, and make anew what others may have read',
    },
  },
  {
    code: 'file-unread',
    level: 'warning',
    trap: {
      when: 'a file of the host cannot be read',
      observe: 'nothing of it is in the topology',
      why: 'it is a link that leads elsewhere, too large, or not text',
      write: 'copy the file itself into the folder that is imported',
    },
  },
  {
    code: 'include-unread',
    level: 'warning',
    trap: {
      when: 'what an include names is not in the imported folder',
      observe: 'what it holds is missing from the topology',
      why: 'an import reads one folder and nothing outside',
      write: 'copy the file below the same path',
    },
  },
  {
    code: 'import-limit',
    level: 'warning',
    trap: {
      when: 'a host has more of something than is read',
      observe: 'a part of it is missing from the topology',
      why: 'an import is bounded',
      write: 'import in parts',
    },
  },
  {
    code: 'interface-unknown',
    level: 'warning',
    trap: {
      when: 'the files do not say which interface has an address or leads somewhere',
      observe: 'the topology names an interface that the gateway does not have',
      why: 'netplan and strongSwan files need not name it',
      write:
        'put the output of `ip -json address` beside the files as `ip-address.json`, or write the name into the topology',
    },
  },
  {
    code: 'identity-changes',
    level: 'warning',
    trap: {
      when: 'only one end of a tunnel is imported so far',
      observe: 'the other end does not recognise it until it is imported too',
      why: 'gateways call themselves `<gateway>.<network>`',
      write: 'import the other end, or let it expect the new identity',
    },
  },
  {
    code: 'one-sided',
    level: 'warning',
    trap: {
      when: 'a host has a connection to another one whose files have none that fits',
      observe: 'the tunnel cannot have worked',
      why: 'the two ends disagree about addresses or identities',
      write: 'see which networks it joins; the topology sets up both ends',
    },
  },
  {
    code: 'pool-divided',
    level: 'info',
    trap: {
      when: 'an old pool gave out addresses to whoever came first',
      observe: 'users get addresses that are always theirs',
      why: 'cygnet gives each user one address',
      write: 'nothing; change the addresses as you like',
    },
  },
  {
    code: 'selector-unrouted',
    level: 'warning',
    trap: {
      when: 'a tunnel carries a subnet that no interface of the host has an address in, while another is in no tunnel',
      observe: 'the tunnel comes up and nobody behind it answers',
      why: 'one of the two subnets is mistyped',
      write: 'mend the subnet in the topology',
    },
  },
  {
    code: 'rule-duplicate',
    level: 'warning',
    trap: {
      when: 'a firewall rule stands several times in one chain',
      observe: 'the chain grows, and every packet walks all of it',
      why: 'a script appends the rule at each start or reconnect',
      write: 'nothing: cygnet has chains of its own; delete what the script left',
    },
  },
  {
    code: 'updown-append',
    level: 'warning',
    trap: {
      when: 'an updown script appends rules and never looks for them',
      observe: 'the chain grows by one rule at every reconnect',
      why: 'updown runs for each pair of selectors, each time',
      write: 'nothing: the script is no longer called, and can go',
    },
  },
  {
    code: 'updown-never-runs',
    level: 'warning',
    trap: {
      when: 'an updown script stands on the remote side (`rightupdown`)',
      observe: 'what it was meant to do never happened',
      why: 'strongSwan calls the script of its own side only',
      write: 'see what it was meant to do; it is left out',
    },
  },
  {
    code: 'netplan-crash',
    level: 'warning',
    trap: {
      when: '`vrfs.*.routes` stand without `routing-policy` in a netplan file',
      observe: '`netplan generate` crashes, and the gateway boots without a network',
      why: 'netplan 0.106 follows a pointer that is not there',
      write: 'add `routing-policy` to the VRF on the host',
    },
  },
  {
    code: 'netplan-leftover',
    level: 'info',
    trap: {
      when: 'a VLAN that the topology takes over stands in an old netplan file too',
      observe: 'addresses that were removed stay, as long as the old file has them',
      why: 'netplan joins the lists of all its files',
      write: 'take it out of the old file after the first release, before the next boot',
    },
  },
  {
    code: 'psk-mismatch',
    level: 'error',
    trap: {
      when: 'the two ends of a tunnel were imported with different keys',
      observe: 'authentication fails',
      why: 'only one of the two keys can be kept',
      write: '`cygnet import --derive`, or one key sealed for both with `cygnet secret seal`',
    },
  },
]
