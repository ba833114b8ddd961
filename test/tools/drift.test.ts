import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { archiveBundles } from '../fixtures/reference-bundles.ts'
import { starterArchiveBundles } from '../fixtures/starter-bundles.ts'
import { DriftingGateway } from './drifting-gateway.ts'

const NOTHING = { drifts: [], said: [] }

const rlyehOf = (bundles: readonly Bundle[], change: Partial<Bundle>): Bundle => {
  const bundle = bundles.find(({ gateway }) => gateway === 'rlyeh')
  if (bundle === undefined) throw new Error('there is no rlyeh')
  return { ...bundle, drift: 'repair', ...change }
}

describe.each([
  ['charon-systemd and nft', rlyehOf(archiveBundles(), {}), 'iptables-nft'],
  [
    'the starter and legacy',
    rlyehOf(starterArchiveBundles(), { firewall: 'iptables-legacy' }),
    'iptables-legacy',
  ],
] as const)('drift on a real gateway with %s', (_, bundle, iptables) => {
  let gateway: DriftingGateway
  beforeAll(async () => {
    gateway = await DriftingGateway.begin(bundle)
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
  })
  const run = async (program: string, ...args: string[]): Promise<string> =>
    await gateway.namespace.must(program, args)
  /** What was found and put back; the turn after it has nothing to say. */
  const putBack = async (): Promise<readonly (readonly [string, readonly string[]])[]> => {
    const { drifts } = await gateway.turn()
    expect(drifts).toHaveLength(1)
    expect(drifts[0]?.repaired).toBe(true)
    expect(await gateway.turn()).toEqual(NOTHING)
    return drifts[0]?.found.map(({ what, diff }) => [what, diff] as const) ?? []
  }

  test('what was just put in force has not drifted, as its tools print it', async () => {
    expect(await gateway.turn()).toEqual(NOTHING)
  })

  test('rules of others come and go unnoticed, also before our hook', async () => {
    await run(iptables, '-I', 'FORWARD', '-i', 'docker0', '-j', 'ACCEPT')
    await run(iptables, '-t', 'nat', '-A', 'POSTROUTING', '-o', 'docker0', '-j', 'MASQUERADE')
    await run(iptables, '-N', 'DOCKER-USER')
    expect(await gateway.turn()).toEqual(NOTHING)
  })

  test('a rule in an own chain goes, a hook that was taken out comes back', async () => {
    await run(iptables, '-I', 'CYGNET-FORWARD', '-s', '192.0.2.1', '-p', 'icmp', '-j', 'ACCEPT')
    await run(iptables, '-D', 'OUTPUT', '-j', 'CYGNET-OUTPUT')
    expect(await putBack()).toEqual([
      ['IPv4 filter CYGNET-FORWARD', ['+-A CYGNET-FORWARD -s 192.0.2.1/32 -p icmp -j ACCEPT']],
      ['IPv4 filter CYGNET-OUTPUT', ['--A OUTPUT -j CYGNET-OUTPUT']],
    ])
    expect(await run(iptables, '-S', 'CYGNET-FORWARD')).not.toContain('192.0.2.1')
    expect(await run(iptables, '-S', 'FORWARD')).toContain('-i docker0 -j ACCEPT')
  })

  test('a kernel setting is put back', async () => {
    await run('sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_forward')
    // The kernel turns more back with it, such as accept_redirects; all of it has to come back, in an order that holds.
    expect(await putBack()).toContainEqual([
      'net.ipv4.ip_forward',
      ['-net.ipv4.ip_forward = 1', '+net.ipv4.ip_forward = 0'],
    ])
    expect(await run('cat', '/proc/sys/net/ipv4/ip_forward')).toBe('1\n')
  })

  test('a file is put back, its mode too', async () => {
    const path = '/etc/sysctl.d/60-cygnet.conf'
    const before = await run('cat', path)
    await run('sh', '-c', `echo net.ipv4.ip_forward = 0 >> ${path}; chmod 600 ${path}`)
    const [[what, diff] = ['', []]] = await putBack()
    expect(what).toBe(path)
    expect(diff).toEqual(expect.arrayContaining(['-mode 644', '+mode 600', '+net.ipv4.ip_forward = 0']))
    expect(await run('cat', path)).toBe(before)
    expect(await run('stat', '-c', '%a', path)).toBe('644\n')
  })

  if (iptables === 'iptables-nft') {
    test('a connection that was unloaded is loaded again', async () => {
      await run('swanctl', '--load-conns', '--file', '/dev/null')
      expect(await putBack()).toEqual([['rlyeh-ulthar', ['(the daemon does not have it)']]])
      expect(await run('swanctl', '--list-conns')).toContain('rlyeh-ulthar')
    })

    test('a connection that was loaded otherwise is loaded as it should be', async () => {
      await run('cp', '/etc/swanctl/conf.d/cygnet.conf', '/run/other.conf')
      await run(
        'sed',
        '-i',
        's/10.1.0.0/10.9.0.0/; s/rekey_time = 14400s/rekey_time = 60s/',
        '/run/other.conf',
      )
      await run('swanctl', '--load-conns', '--file', '/run/other.conf')
      const [[what, diff] = ['', []]] = await putBack()
      expect(what).toBe('rlyeh-ulthar')
      expect(diff).toEqual(expect.arrayContaining(['-rekey_time = 14400', '+rekey_time = 60']))
      expect(await run('swanctl', '--list-conns')).not.toContain('10.9.0.0')
    })
  } else {
    test('a conn that charon lost comes back, although the starter believes that it is there', async () => {
      await run('ipsec', 'stroke', 'delete', 'rlyeh-ulthar/containers-archive')
      expect(await putBack()).toEqual([
        ['rlyeh-ulthar/containers-archive', ['(the daemon does not have it)']],
      ])
      expect(await run('ipsec', 'statusall')).toContain('rlyeh-ulthar/containers-archive:   child:')
    })

    test('a line that was taken out of /etc/ipsec.conf comes back, and the rest of it stays', async () => {
      await run('sh', '-c', 'echo "# by hand" > /etc/ipsec.conf')
      expect(await putBack()).toEqual([['/etc/ipsec.conf', ['-include /etc/ipsec.d/cygnet.conf']]])
      expect(await run('cat', '/etc/ipsec.conf')).toBe('# by hand\ninclude /etc/ipsec.d/cygnet.conf\n')
    })
  }
})
