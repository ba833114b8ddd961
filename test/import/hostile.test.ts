import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTopology } from '../../schema/topology/read.ts'
import { host, imported } from './hosts.ts'

const PATHS = [
  '/etc/ipsec.conf',
  '/etc/ipsec.secrets',
  '/etc/swanctl/swanctl.conf',
  '/etc/netplan/01.yaml',
  '/iptables-save.txt',
  '/ip-address.json',
  '/opt/up.sh',
] as const

const START: Readonly<Record<string, string>> = {
  '/etc/ipsec.conf':
    'conn a\n authby=secret\n left=1.2.3.4\n right=5.6.7.8\n leftsubnet=10.1.0.0/16\n rightsubnet=10.2.0.0/16\n auto=route\n leftupdown=/opt/up.sh\nconn b\n also=a\n right=5.6.7.9\n',
  '/etc/ipsec.secrets': '1.2.3.4 5.6.7.8 : PSK "x"\n',
  '/etc/swanctl/swanctl.conf':
    'connections { c { remote_addrs = 9.9.9.9\n local { auth = psk }\n remote { auth = psk\n id = "@c" }\n children { c { local_ts = 10.1.0.0/16\n remote_ts = 10.3.0.0/16 } } } }\nsecrets { ike { secret = y } }\n',
  '/etc/netplan/01.yaml':
    'network:\n  vlans:\n    v: { id: 4010, link: eth0, addresses: [1.2.3.4/28], routes: [{ to: 10.0.0.0/8, via: 1.2.3.5 }] }\n',
  '/iptables-save.txt':
    '*nat\n-A POSTROUTING -s 10.1.0.0/16 -o eth0 -m comment --comment "x" -j MASQUERADE\nCOMMIT\n',
  '/ip-address.json': '[{"ifname":"lxdbr0","addr_info":[{"local":"10.1.0.1","prefixlen":16}]}]',
  '/opt/up.sh': 'iptables -t nat -A POSTROUTING -j MASQUERADE\n',
}

const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '\0',
    '\u202e',
    '"',
    '}\n',
    '{',
    '\n',
    '../../etc/shadow',
    '${jndi}',
    '\n# x',
    ': !!js',
    '*',
    '&a',
    '\ud800',
    '__proto__',
  ),
)

/** What an import says and writes, whatever the files hold: a topology that can be read, and at worst is refused. */
const mustHold = (files: Readonly<Record<string, string>>): void => {
  const { text } = imported({ gateway: 'here', files: host(files) })
  const again = imported({ gateway: 'here', files: host(files) })
  expect(again.text).toBe(text)
  const codes = readTopology(new Map([['topology.yaml', text]])).problems.map(({ code }) => code)
  for (const code of [
    'yaml-syntax',
    'unknown-key',
    'text-character',
    'yaml-alias',
    'wrong-type',
    'missing-key',
    'secret-plain',
  ])
    expect(codes).not.toContain(code)
}

test('noise anywhere in any file leaves a topology that can be read', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PATHS), fc.nat(2000), fc.nat(20), noise, (path, at, cut, text) => {
      const before = START[path] ?? ''
      const from = at % (before.length + 1)
      mustHold({ ...START, [path]: before.slice(0, from) + text + before.slice(from + cut) })
    }),
    { numRuns: 200 },
  )
})

test('raw bytes in every file at once', () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map(raw => new TextDecoder('utf-8').decode(raw))
  fc.assert(
    fc.property(fc.tuple(...PATHS.map(() => bytes)), texts => {
      mustHold(Object.fromEntries(PATHS.map((path, index) => [path, texts[index] ?? ''])))
    }),
    { numRuns: 60 },
  )
})

const SIZE = 500_000
const many = (text: (index: number) => string): string => {
  const parts: string[] = []
  for (let index = 0, length = 0; length < SIZE; index++) {
    const part = text(index)
    parts.push(part)
    length += part.length
  }
  return parts.join('')
}

test.each<[string, string, string]>([
  [
    'sections',
    '/etc/ipsec.conf',
    many(index => `conn c${index}\n auto=add\n right=%any\n rightauth=eap-mschapv2\n`),
  ],
  [
    'sections that inherit from all before',
    '/etc/ipsec.conf',
    many(index => `conn c${index}\n also=c${index - 1}\n also=c${index - 2}\n x${index}=1\n`),
  ],
  ['settings', '/etc/ipsec.conf', `conn a\n${many(index => ` k${index}=v\n`)}`],
  [
    'selectors',
    '/etc/ipsec.conf',
    `conn a\n auto=add\n authby=secret\n right=9.9.9.9\n rightsubnet=10.255.0.0/16\n leftsubnet=${many(index => `10.${index % 200}.${index % 256}.0/24,`)}\n`,
  ],
  ['quotes', '/etc/ipsec.conf', `conn a\n x="${'\\"'.repeat(SIZE / 2)}`],
  ['includes of itself', '/etc/ipsec.conf', many(() => 'include *.conf\n')],
  ['secrets', '/etc/ipsec.secrets', many(index => `a${index} : PSK "k${index}"\n`)],
  ['blanks', '/etc/ipsec.secrets', `a${' '.repeat(SIZE)}b`],
  ['braces', '/etc/swanctl/swanctl.conf', 'a {\n'.repeat(SIZE / 4)],
  [
    'references',
    '/etc/swanctl/swanctl.conf',
    many(index => `s${index} : s${index + 1}, s${index + 2} { x = 1 }\n`),
  ],
  [
    'connections',
    '/etc/swanctl/swanctl.conf',
    `connections {\n${many(index => `c${index} { remote { auth = eap-mschapv2 } }\n`)}}\n`,
  ],
  ['netplan brackets', '/etc/netplan/01.yaml', '['.repeat(SIZE)],
  [
    'VLANs',
    '/etc/netplan/01.yaml',
    `network:\n  vlans:\n${many(index => `    v${index}: { id: 1, link: e }\n`)}`,
  ],
  ['aliases', '/etc/netplan/01.yaml', `a: &a [x]\nb: [${'*a,'.repeat(SIZE / 3)}]\n`],
  [
    'rules',
    '/iptables-save.txt',
    `*nat\n${many(index => `-A POSTROUTING -s 10.${index % 256}.0.0/16 -j MASQUERADE\n`)}`,
  ],
  ['open quotes in rules', '/iptables-save.txt', `-A X "${"'".repeat(SIZE)}`],
  ['addresses', '/ip-address.json', `[${'['.repeat(SIZE)}`],
])('a heap of %s comes to an end', (_, path, text) => {
  // A second on a quiet machine; what grows faster than its input runs into the bound of every test.
  expect(imported({ gateway: 'here', files: host({ ...START, [path]: text }) })).toBeDefined()
})
