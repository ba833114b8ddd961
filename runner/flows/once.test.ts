import { describe, expect, test } from 'vitest'
import { bundleDigest } from '../../schema/wire/bundle.ts'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, RLYEH, RLYEH_ARCHIVE, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import { MemoryGateway } from '../adapters/memory/gateway.ts'
import { ToolError } from '../ports/tool-error.ts'
import { loadJournal } from './change/journal-file.ts'
import { once } from './once.ts'

describe('a first release', () => {
  test('is applied, committed to /etc with its secret, and reported', async () => {
    const { world, host, gateway, reports } = await beginRlyeh()
    expect((await once(gateway)).trouble).toBeUndefined()
    const secrets = world.disk.files.get('/etc/swanctl/conf.d/cygnet.secrets.conf')
    expect(secrets?.mode).toBe(0o600)
    expect(world.disk.text('/etc/swanctl/conf.d/cygnet.secrets.conf')).toMatch(
      /secret = "0s[A-Za-z0-9+/]{43}="/,
    )
    for (const file of RLYEH.files) expect(world.disk.files.has(file.path)).toBe(true)
    expect(world.disk.files.has('/run/netplan/60-cygnet.yaml')).toBe(false)
    expect(host.live.sysctl.get('net.ipv4.ip_forward')).toBe('1')
    expect(host.live.armed).toBeUndefined()
    expect(reports()).toMatchObject([
      {
        counter: 1,
        outcome: 'committed',
        bundle: bundleDigest(RLYEH),
        inForce: bundleDigest(RLYEH),
        release: 2,
      },
    ])
    expect(reports()[0]?.children).toEqual([
      { connection: 'rlyeh-ulthar', child: 'containers-containers', state: 'trap' },
    ])
  })

  test('is checked by every tool before the first change, and applied in the order of the layers', async () => {
    const { host, gateway } = await beginRlyeh()
    await once(gateway)
    const order = host.acts.filter((act, index) => host.acts.indexOf(act) === index)
    expect(order).toEqual([
      'check netplan',
      'check firewall',
      'look for swanctl',
      'check ipsec',
      'arm the timer',
      'apply sysctl',
      'apply netplan',
      'apply firewall',
      'apply ipsec',
      'disarm the timer',
      'prefer swanctl',
      'reload ipsec',
    ])
  })

  test('never writes its key outside the one file that holds secrets', async () => {
    const { world, gateway, host, said } = await beginRlyeh()
    await once(gateway)
    const secret = /0s([A-Za-z0-9+/]{43}=)/.exec(
      world.disk.text('/etc/swanctl/conf.d/cygnet.secrets.conf') ?? '',
    )?.[1]
    if (secret === undefined) throw new Error('there is no secret')
    const holders = [...world.disk.files.keys()].filter(path => world.disk.text(path)?.includes(secret))
    expect(holders).toEqual(['/etc/swanctl/conf.d/cygnet.secrets.conf'])
    expect([...said, ...host.posted.map(body => new TextDecoder().decode(body))].join('\n')).not.toContain(
      secret,
    )
  })
})

describe('a poll without change', () => {
  test('is one conditional request, touches no tool and says nothing', async () => {
    const { world, host, gateway } = await beginRlyeh()
    await once(gateway)
    world.asked.length = 0
    host.acts.length = 0
    host.posted.length = 0
    const before = new Map(world.disk.files)
    await once(gateway)
    expect(world.asked).toEqual(['metadata/timestamp.json?'])
    expect(host.acts).toEqual([])
    expect(host.posted).toEqual([])
    expect(world.disk.files).toEqual(before)
  })

  test('reports children when their states have changed', async () => {
    const { host, gateway, reports } = await beginRlyeh()
    await once(gateway)
    host.up.add(TUNNEL)
    await once(gateway)
    await once(gateway)
    expect(reports().map(report => report.outcome)).toEqual(['committed', 'unchanged'])
    expect(reports()[1]?.children[0]?.state).toBe('up')
  })
})

describe('a second release', () => {
  test('that adds a network changes neither interfaces nor kernel settings', async () => {
    const { world, host, gateway } = await beginRlyeh()
    await once(gateway)
    host.up.add(TUNNEL)
    host.acts.length = 0
    await world.release(3, { bundles: archiveBundles() })
    await once(gateway)
    expect(host.acts).not.toContain('apply netplan')
    expect(host.acts).not.toContain('apply sysctl')
    expect((await loadJournal(world.disk)).inForce).toEqual({
      digest: bundleDigest(RLYEH_ARCHIVE),
      release: 3,
    })
  })

  test('of the same bundle under a newer number is committed without a touch', async () => {
    const { world, host, gateway, reports } = await beginRlyeh()
    await once(gateway)
    host.acts.length = 0
    await world.release(3, { bundles: referenceBundles() })
    await once(gateway)
    expect(host.acts).toEqual([])
    expect(reports().at(-1)).toMatchObject({ outcome: 'committed', release: 3 })
  })
})

describe('a change that does not work', () => {
  test('is refused by a tool: nothing changes, it is said once, and not tried again until released anew', async () => {
    const { world, host, gateway, reports } = await beginRlyeh()
    host.before = act => {
      if (act === 'check firewall') throw MemoryGateway.refusal('iptables-nft', 'line 3 failed')
    }
    for (let turn = 0; turn < 3; turn++) await once(gateway)
    expect(reports()).toMatchObject([
      {
        outcome: 'refused',
        problem: { code: 'preflight-iptables-nft', message: 'iptables-nft: line 3 failed' },
      },
    ])
    expect(world.disk.files.has('/etc/swanctl/conf.d/cygnet.conf')).toBe(false)
    host.before = () => undefined
    await once(gateway)
    expect((await loadJournal(world.disk)).inForce).toBeUndefined()
    await world.release(3, { bundles: referenceBundles() })
    await once(gateway)
    expect((await loadJournal(world.disk)).inForce?.release).toBe(3)
  })

  test('is tried again when a tool does not answer before anything changed: a busy gateway proves nothing', async () => {
    const { world, host, gateway, reports } = await beginRlyeh()
    host.before = act => {
      if (act === 'check netplan') throw new ToolError('too-slow', 'netplan', 'no answer in 30 s')
    }
    expect((await once(gateway)).trouble).toMatchObject({ code: 'preflight-netplan' })
    expect((await loadJournal(world.disk)).knownBad).toEqual([])
    host.before = () => undefined
    await once(gateway)
    expect(reports().at(-1)).toMatchObject({ outcome: 'committed' })
  })

  test('goes back when a tunnel that was up stays down', async () => {
    const { world, host, gateway, reports } = await beginRlyeh()
    await once(gateway)
    host.up.add(TUNNEL)
    const old = { ...host.live, sysctl: new Map(host.live.sysctl) }
    await world.release(3, { bundles: archiveBundles() })
    host.before = act => {
      if (act === 'apply ipsec') host.up.clear()
    }
    await once(gateway)
    expect(reports().at(-1)).toMatchObject({
      outcome: 'reverted',
      bundle: bundleDigest(RLYEH_ARCHIVE),
      inForce: bundleDigest(RLYEH),
      problem: { code: 'probe-tunnel', message: expect.stringContaining(TUNNEL) },
    })
    expect(host.live).toEqual(old)
    expect((await loadJournal(world.disk)).pending).toBeUndefined()
  })

  test('goes back when its tunnel is up and nothing comes back through it any more', async () => {
    const { world, host, gateway, reports } = await beginRlyeh()
    host.insides.add('10.2.0.1')
    await once(gateway)
    host.up.add(TUNNEL)
    host.before = act => {
      if (act === 'apply firewall' || act === 'apply ipsec') host.insides.delete('10.2.0.1')
    }
    await world.release(3, { bundles: archiveBundles() })
    await once(gateway)
    expect(reports().at(-1)).toMatchObject({
      outcome: 'reverted',
      problem: { code: 'probe-inside', message: expect.stringContaining(TUNNEL) },
    })
  })

  test('does not wait for an inside address that did not answer before either', async () => {
    const { world, host, gateway, reports } = await beginRlyeh()
    await once(gateway)
    host.up.add(TUNNEL)
    await world.release(3, { bundles: archiveBundles() })
    await once(gateway)
    expect(reports().at(-1)?.outcome).toBe('committed')
  })

  test('goes back when it loses the way to the control plane', async () => {
    const { world, host, gateway, reports } = await beginRlyeh()
    await once(gateway)
    await world.release(3, { bundles: archiveBundles() })
    host.before = act => {
      if (act === 'apply ipsec') world.intercept = () => ({ kind: 'missing' })
    }
    await once(gateway)
    world.intercept = () => undefined
    expect(reports().at(-1)).toMatchObject({ outcome: 'reverted', problem: { code: 'probe-control-plane' } })
    expect(host.live.connections).not.toContain('archive')
  })

  test('leaves a first gateway as it was found', async () => {
    const { host, gateway, world } = await beginRlyeh()
    host.before = act => {
      if (act === 'apply ipsec' && host.live.connections === '' && host.live.rules?.v4 !== '')
        throw MemoryGateway.refusal('charon', 'unknown proposal')
    }
    await once(gateway)
    expect(host.live).toMatchObject({ connections: '', rules: { v4: '', v6: '' } })
    expect(host.live.sysctl.get('net.ipv4.ip_forward')).toBe('0')
    expect([...world.disk.files.keys()].filter(path => path.startsWith('/etc/'))).toEqual([])
  })
})

describe('reports', () => {
  test('wait for a control plane that does not take them, in order', async () => {
    const { host, gateway, reports } = await beginRlyeh()
    host.delivery = { kind: 'undelivered', words: 'no route to host' }
    await once(gateway)
    host.up.add(TUNNEL)
    await once(gateway)
    host.delivery = { kind: 'taken' }
    await once(gateway)
    expect(reports().map(report => [report.counter, report.outcome])).toEqual([
      [1, 'committed'],
      [2, 'unchanged'],
    ])
  })
})
