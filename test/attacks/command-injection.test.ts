import { describe, expect, test } from 'vitest'
import { firewallFaults, readTables } from '../../runner/core/kernel/firewall-text.ts'
import { csrFault } from '../../runner/core/keys/csr-wish.ts'
import { once } from '../../runner/flows/once.ts'
import { type Bundle, bundleBytes, bundleDigest } from '../../schema/wire/bundle.ts'
import type { ManagedPath } from '../../schema/wire/managed-paths.ts'
import { compile } from '../../worker/compile/compile.ts'
import { REFERENCE, validTopology } from '../fixtures/reference.ts'
import { beginRlyeh, RLYEH } from '../fixtures/rlyeh-in-memory.ts'
import { starterBundles } from '../fixtures/starter-bundles.ts'

/** In each file of a bundle, what would make a program of the gateway run another one, as root. */
const INJECTIONS: readonly (readonly [what: string, path: ManagedPath, from: RegExp, to: string])[] = [
  ['a core dump handler', '/etc/sysctl.d/60-cygnet.conf', /$/, 'kernel.core_pattern = |/bin/pwned\n'],
  ['a program that loads modules', '/etc/sysctl.d/60-cygnet.conf', /$/, 'kernel.modprobe = /bin/pwned\n'],
  ['a way out of /proc/sys', '/etc/sysctl.d/60-cygnet.conf', /$/, 'net.ipv4/../../../etc/pwned = 1\n'],
  [
    'a script that charon starts',
    '/etc/strongswan.d/cygnet.conf',
    /^charon \{$/m,
    'charon {\n  start-scripts {\n    x = /bin/pwned\n  }',
  ],
  [
    'a script that asks who may log in',
    '/etc/strongswan.d/cygnet.conf',
    /^ {2}plugins \{$/m,
    '  plugins {\n    ext-auth {\n      script = /bin/pwned\n    }',
  ],
  [
    'a file that charon writes',
    '/etc/strongswan.d/cygnet.conf',
    /^charon \{$/m,
    'charon {\n  filelog {\n    x {\n      path = /etc/cron.d/pwned\n    }\n  }',
  ],
  [
    'a file that charon includes',
    '/etc/strongswan.d/cygnet.conf',
    /^charon \{$/m,
    'include /tmp/pwned\ncharon {',
  ],
  [
    'a script of a CHILD SA',
    '/etc/swanctl/conf.d/cygnet.conf',
    /^( +)esp_proposals = /m,
    '$1updown = /bin/pwned\n$1esp_proposals = ',
  ],
  ['a file that swanctl includes', '/etc/swanctl/conf.d/cygnet.conf', /$/, 'include /tmp/pwned\n'],
  [
    'a program that iptables runs',
    '/etc/cygnet/iptables.v4',
    /-j RETURN$/m,
    '-j RETURN --modprobe=/bin/pwned',
  ],
  ['the same, cut short', '/etc/cygnet/iptables.v4', /-j RETURN$/m, '-j RETURN --modp /bin/pwned'],
  ['the same, in a cluster', '/etc/cygnet/iptables.v4', /-j RETURN$/m, '-j RETURN -4M/bin/pwned'],
  ['the same, in quotes', '/etc/cygnet/iptables.v4', /-j RETURN$/m, '-j RETURN "-M" /bin/pwned'],
]

const withText = (bundle: Bundle, path: ManagedPath, from: RegExp, to: string): Bundle => ({
  ...bundle,
  files: bundle.files.map(file => {
    if (file.path !== path) return file
    const [first, ...rest] = file.content
    if (typeof first !== 'string') throw new Error(`${path} does not begin with text`)
    const changed = from.source === '$' ? [...file.content, to] : [first.replace(from, to), ...rest]
    if (JSON.stringify(changed) === JSON.stringify(file.content)) throw new Error(`${path} has no ${from}`)
    return { ...file, content: changed }
  }),
})

/** Everything on disk that is not the runner's own memory, and what is live. */
const stateOf = ({ world, host }: Awaited<ReturnType<typeof beginRlyeh>>) => ({
  files: [...world.disk.files].filter(([path]) => !path.startsWith('/var/lib/cygnet/')),
  live: structuredClone(host.live),
})

/** A gateway at work; then a release that only somebody with the Worker's key can have signed. */
const attacked = async (honest: readonly Bundle[], hostile: Bundle) => {
  const gateway = await beginRlyeh(honest)
  await once(gateway.gateway)
  expect(gateway.reports().at(-1)?.outcome).toBe('committed')
  const before = stateOf(gateway)
  gateway.host.acts.length = 0
  const [, ...others] = honest
  await gateway.world.release(3, { bundles: [hostile, ...others] })
  await once(gateway.gateway)
  const [said] = gateway.reports().filter(({ release }) => release === 3)
  expect(said?.bundle).toBe(bundleDigest(hostile))
  expect(stateOf(gateway)).toEqual(before)
  expect(gateway.host.acts.filter(act => !/^(check|look for) /.test(act))).toEqual([])
  expect(new TextDecoder().decode(bundleBytes(hostile))).toContain('pwned')
  return [said?.outcome, said?.problem?.code]
}

const REFUSED = [
  ['refused', 'preflight-failed'],
  ['refused', 'preflight-iptables'],
]

describe('commands in the files of a bundle, signed with a stolen key', () => {
  test.each(INJECTIONS)('%s', async (_, path, from, to) => {
    const [, ulthar] = compile(validTopology(REFERENCE))
    if (ulthar === undefined) throw new Error('no ulthar')
    expect(REFUSED).toContainEqual(await attacked([RLYEH, ulthar], withText(RLYEH, path, from, to)))
  })

  test('a script in ipsec.conf, and a line that ends a secret', async () => {
    const honest = starterBundles()
    const [rlyeh] = honest
    if (rlyeh === undefined) throw new Error('no rlyeh')
    const script = withText(
      rlyeh,
      '/etc/ipsec.d/cygnet.conf',
      /^ {2}auto = /m,
      '  leftupdown = /bin/pwned\n  auto = ',
    )
    const include = withText(rlyeh, '/etc/ipsec.d/cygnet.secrets', /$/, 'include /tmp/pwned\n')
    expect(REFUSED).toContainEqual(await attacked(honest, script))
    expect(REFUSED).toContainEqual(await attacked(honest, include))
  })
})

describe('commands in what an operator types or the kernel shows', () => {
  test('in the name and the addresses of a certificate request', () => {
    for (const id of ['$ENV::HOME.example', 'a.b\n[req]', 'a.b; id', '-a.b', 'a.b"'])
      expect(csrFault({ id, addresses: [] })).toBeDefined()
    for (const address of ['1.2.3.4\nx', '$x', 'fe80::1%eth0;id'])
      expect(csrFault({ id: 'a.b', addresses: [address] })).toBeDefined()
    expect(csrFault({ id: 'ipsec.example.com', addresses: ['192.0.2.1'] })).toBeUndefined()
  })

  test('in chains that are somebody else’s: none is ever wanted', () => {
    const wanted = readTables('*filter\n:$(pwned) - [0:0]\n-A $(pwned) -j ACCEPT\nCOMMIT\n')
    expect(firewallFaults(wanted)).toEqual([expect.stringContaining("is not cygnet's")])
  })

  test('in more chains than anybody needs: they are refused unread, not compared for minutes', () => {
    const text = `*filter\n${':C - [0:0]\n'.repeat(90_000)}${'-A D\n'.repeat(90_000)}COMMIT\n`
    const before = process.cpuUsage()
    expect(firewallFaults(readTables(text))).toEqual([expect.stringContaining('more than')])
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(5)
  })
})
