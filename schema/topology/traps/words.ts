import type { Trap } from '../trap.ts'

/** What can be wrong with single words: names, addresses, durations, proposals. The grammar finds these. */
export const WORD_TRAPS: readonly Trap[] = [
  {
    code: 'name-grammar',
    level: 'error',
    trap: {
      when: 'a name is too long, or has other characters than its grammar allows',
      observe: 'a section that no daemon reads, or a file in the wrong place',
      why: 'names become file names, sections and signed roles; strongSwan takes no dots, and a shell takes worse',
      write: 'a letter, then letters, digits and dashes; the message gives the grammar',
    },
  },
  {
    code: 'interface-name',
    level: 'error',
    trap: {
      when: 'an interface has a name of more than 15 characters, with a dot, or one that means every interface',
      observe: 'an interface by another name appears, and nothing finds it',
      why: 'the kernel cuts names at 15 characters; strongSwan, networkd and sysctl read a dot as something else',
      write:
        'a letter, then up to 14 letters, digits, `_` and `-`; a VLAN may have any name, such as `vswitch`',
    },
  },
  {
    code: 'address-syntax',
    level: 'error',
    trap: {
      when: 'something else stands where an address or a subnet belongs',
      observe: 'nothing that uses it can be compiled',
      why: 'octal, hexadecimal and shortened forms mean different addresses to different programs',
      write: '`172.16.0.17`, `172.16.0.18/28`, `10.1.0.0/16` or `fd00::17`',
    },
  },
  {
    code: 'selector-prefix',
    level: 'error',
    trap: {
      when: 'a prefix is longer than an address: `/33`',
      observe: 'a tunnel for one single address comes up instead of one for a subnet',
      why: 'strongSwan takes the longest prefix there is, without a word',
      write: 'the prefix that was meant',
    },
  },
  {
    code: 'duration',
    level: 'error',
    trap: {
      when: 'a duration has no unit, a fraction, or lies outside its limits',
      observe: 'the connection does not load, or rekeys a thousand times too often',
      why: 'strongSwan rejects `1.5h`, and reads a bare number as seconds',
      write: 'a whole number and its unit: `30s`, `5m`, `4h`, `1d`',
    },
  },
  {
    code: 'gateway-key',
    level: 'error',
    trap: {
      when: 'a public key of a gateway is cut, or of another kind',
      observe: 'nothing that the gateway signs can be checked, and nothing can be sealed for it',
      why: 'a public key is 32 bytes: 44 characters of base64 behind `ed25519:` or `x25519:`',
      write: 'the line that `cygnet-runner enroll` printed',
    },
  },
  {
    code: 'proposal',
    level: 'error',
    trap: {
      when: 'a proposal lacks a cipher, a hash or a key exchange, or mixes ciphers that cannot stand together',
      observe: 'the tunnel does not come up, or strongSwan drops a part of the proposal without a word',
      why: 'IKE needs a key exchange; a cipher that authenticates itself (GCM) takes no hash, and in IKE a function beside it',
      write: '`aes256gcm16-prfsha384-ecp384` for IKE, `aes256gcm16-ecp384` for ESP',
    },
  },
  {
    code: 'share',
    level: 'error',
    trap: {
      when: 'a part of the gateways is written as something else than a number or a percentage',
      observe: 'nobody knows how many gateways change at once',
      why: '`0`, `1.5` and `120%` mean nothing here',
      write: '`3` or `25%`',
    },
  },
  {
    code: 'loss-share',
    level: 'error',
    trap: {
      when: '`rollout.loss` is no percentage of packets',
      observe: 'nobody knows when a wave halts',
      why: 'a bare number could be packets, and `0%` would halt at the first one that anything loses',
      write: '`1%`, `0.5%` or `off`',
    },
  },
  {
    code: 'window',
    level: 'error',
    trap: {
      when: 'the hours for changes lack days, times or a time zone that exists',
      observe: 'nobody knows when gateways may change',
      why: 'a time without a zone is another hour on every machine',
      write: '`Mon-Fri 02:00-05:00 Europe/Warsaw`',
    },
  },
  {
    code: 'runner-version',
    level: 'error',
    trap: {
      when: 'the version of the runner is not three numbers',
      observe: 'nobody knows which package is meant',
      why: 'the version is compared with that of a package, and handed to dpkg',
      write: '`0.2.0`, or `0.3.0~rc1` for one that comes before 0.3.0',
    },
  },
  {
    code: 'listen',
    level: 'error',
    trap: {
      when: 'where metrics are to be fetched is not an address and a port',
      observe: 'nobody fetches anything',
      why: 'a gateway opens a port at an address of its own, and asks nobody for a name',
      write: 'an address of the gateway and a port: `10.1.0.1:9469`',
    },
  },
  {
    code: 'endpoint',
    level: 'error',
    trap: {
      when: 'the address for measurements is no web address, or holds a user and password',
      observe: 'nothing arrives there; or everybody reads the password',
      why: 'a topology holds no secrets, and addresses are shown in plans and logs',
      write: '`https://influx.example.com:8086`; seal the credentials',
    },
  },
  {
    code: 'identity',
    level: 'error',
    trap: {
      when: 'an IKE identity holds characters that no peer announces, or that a configuration file could not carry',
      observe: 'authentication fails: no connection matches what the peer says it is',
      why: 'both ends have to write the identity the same way, to the letter',
      write: '`"@office"`, `203.0.113.9`, a mail address; for an access a DNS name or an address',
    },
  },
  {
    code: 'pki-path',
    level: 'error',
    trap: {
      when: 'a certificate is named that does not lie in `pki/`',
      observe: 'the gateway is given no certificate',
      why: 'only files below `pki/` are read, so that nothing else of a repository ends up on a gateway',
      write: '`pki/ipsec.example.com.crt`',
    },
  },
]
