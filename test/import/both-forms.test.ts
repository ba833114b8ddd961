import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { asIpsecConf, asSwanctl, configuration } from './both-forms.ts'
import { host, imported } from './hosts.ts'

const NETPLAN = {
  '/etc/netplan/01.yaml': `network:
  ethernets:
    eth0: { addresses: [203.0.113.1/24], routes: [{ to: default, via: 203.0.113.254 }] }
    lan1: { addresses: [10.1.0.1/16] }
`,
}

/** A topology without the comments that say where it is from: those name other files. */
const plain = (text: string): string => stringify(parse(text))

test('one configuration in both syntaxes is one topology', () => {
  fc.assert(
    fc.property(configuration, written => {
      const [ipsec, swanctl] = [asIpsecConf(written), asSwanctl(written)].map(files =>
        imported({ gateway: 'here', daemon: 'swanctl', files: host({ ...NETPLAN, ...files }) }),
      )
      expect(plain(swanctl?.text ?? '')).toBe(plain(ipsec?.text ?? ''))
      const secrets = (one: typeof ipsec) =>
        one?.secrets
          .map(({ name, holds, value }) => `${name} ${holds} ${new TextDecoder().decode(value)}`)
          .sort()
      expect(secrets(swanctl)).toEqual(secrets(ipsec))
    }),
    { numRuns: 150 },
  )
})
