import { describe, expect, test } from 'vitest'
import { beginRlyeh, RLYEH } from '../../../test/fixtures/rlyeh-in-memory.ts'
import { DRIFT } from '../../core/paths.ts'
import type { Pending } from '../../core/state/journal.ts'
import { loadJournal } from '../change/journal-file.ts'
import { once } from '../once.ts'
import { lookForDrift } from './look-for-drift.ts'

const FORWARD = 'IPv4 filter CYGNET-FORWARD'
const SECRETS = '/etc/swanctl/conf.d/cygnet.secrets.conf'
const CONNECTIONS = '/etc/swanctl/conf.d/cygnet.conf'
const OWN_FILE = '/etc/sysctl.d/60-cygnet.conf'

/** rlyeh with its first release in force, and nothing said since. */
const settled = async (drift?: 'repair') => {
  const story = await beginRlyeh([{ ...RLYEH, ...(drift && { drift }) }])
  await once(story.gateway)
  story.host.posted.length = 0
  story.host.acts.length = 0
  const { world, host } = story
  const byHand = async (path: string, change: (text: string) => string, mode = 0o644): Promise<void> =>
    await world.disk.write(
      'by hand',
      path,
      new TextEncoder().encode(change(world.disk.text(path) ?? '')),
      mode,
    )
  const chainByHand = (change: (rules: string) => string): void => {
    if (host.live.rules) host.live.rules = { ...host.live.rules, v4: change(host.live.rules.v4) }
  }
  return { ...story, byHand, chainByHand }
}

const accepting = (rules: string): string =>
  rules.replace(/(\*filter\n(?::.*\n)+)/, '$1-A CYGNET-FORWARD -j ACCEPT\n')

describe('drift that is reported', () => {
  test('a rule that somebody put into an own chain is told with a diff, once, and stays', async () => {
    const { gateway, host, chainByHand, reports } = await settled()
    chainByHand(accepting)
    for (let turn = 0; turn < 3; turn++) await once(gateway)
    expect(reports()).toMatchObject([
      {
        outcome: 'unchanged',
        drift: {
          repaired: false,
          more: 0,
          found: [{ kind: 'chain', what: FORWARD, diff: ['+-A CYGNET-FORWARD -j ACCEPT'] }],
        },
      },
    ])
    expect(host.live.rules?.v4).toContain('-A CYGNET-FORWARD -j ACCEPT')
    expect(host.acts).toEqual([])
  })

  test('stands in every report until it is gone, and that it is gone is told', async () => {
    const { gateway, host, chainByHand, reports } = await settled()
    chainByHand(accepting)
    await once(gateway)
    host.up.add('rlyeh-ulthar/containers-containers')
    await once(gateway)
    chainByHand(rules => rules.replace('-A CYGNET-FORWARD -j ACCEPT\n', ''))
    await once(gateway)
    await once(gateway)
    expect(reports().map(report => report.drift?.found.length ?? 0)).toEqual([1, 1, 0])
  })

  test('another drift beside the first is told as well', async () => {
    const { gateway, host, chainByHand, reports } = await settled()
    chainByHand(accepting)
    await once(gateway)
    host.live.sysctl.set('net.ipv4.ip_forward', '0')
    await once(gateway)
    expect(reports().at(-1)?.drift?.found).toEqual([
      {
        kind: 'setting',
        what: 'net.ipv4.ip_forward',
        diff: ['-net.ipv4.ip_forward = 1', '+net.ipv4.ip_forward = 0'],
      },
      expect.objectContaining({ kind: 'chain' }),
    ])
  })

  test('a file that holds a secret is named, and neither its secret nor what is there now is shown', async () => {
    const { gateway, world, byHand, host, reports, said } = await settled()
    const secret = /0s[A-Za-z0-9+/]{43}=/.exec(world.disk.text(SECRETS) ?? '')?.[0] ?? 'none'
    await byHand(SECRETS, text => `${text}# hunter2\n`, 0o600)
    await once(gateway)
    expect(reports()[0]?.drift?.found).toEqual([
      { kind: 'file', what: SECRETS, diff: ['(it holds a secret: not shown)'] },
    ])
    const told = [...said, world.disk.text(DRIFT), ...host.posted.map(body => new TextDecoder().decode(body))]
    expect(told.join('\n')).not.toContain('hunter2')
    expect(told.join('\n')).not.toContain(secret)
  })

  test('a secret that somebody wrote into a file of ours that holds none is not shown either', async () => {
    const { gateway, byHand, reports } = await settled()
    await byHand(CONNECTIONS, text => `${text}secrets { ike-x { secret = hunter2 } }\n`)
    await once(gateway)
    const [found] = reports()[0]?.drift?.found ?? []
    expect(found?.what).toBe(CONNECTIONS)
    expect(JSON.stringify(found)).not.toContain('hunter2')
    expect(found?.diff).toContain('+(a line that may hold a secret)')
  })

  test('a mode that lets others read is drift by itself', async () => {
    const { gateway, byHand, reports } = await settled()
    await byHand(SECRETS, text => text, 0o644)
    await once(gateway)
    expect(reports()[0]?.drift?.found).toEqual([
      { kind: 'file', what: SECRETS, diff: ['-mode 600', '+mode 644'] },
    ])
  })

  test('a connection that was unloaded, an interface that lost its address, a file that is gone', async () => {
    const { gateway, host, world, reports } = await settled()
    host.live.connections = ''
    host.interfaces = [{ name: 'vswitch', addresses: [], mtu: 1500 }]
    world.disk.files.delete(OWN_FILE)
    await once(gateway)
    expect(reports()[0]?.drift?.found).toEqual([
      { kind: 'file', what: OWN_FILE, diff: ['(the file is gone)'] },
      { kind: 'interface', what: 'vswitch', diff: ['-172.16.0.18/28', '-mtu 1400', '+mtu 1500'] },
      { kind: 'connection', what: 'rlyeh-ulthar', diff: ['(the daemon does not have it)'] },
    ])
  })

  test('a daemon that does not answer is no drift, and the rest is still looked at', async () => {
    const { gateway, host, reports } = await settled()
    host.live.daemon = undefined
    host.live.sysctl.set('net.ipv4.ip_forward', '0')
    await once(gateway)
    expect(reports()[0]?.drift?.found.map(({ kind }) => kind)).toEqual(['setting'])
  })

  test('what is gone when it is looked at again was none: an editor between two writes', async () => {
    const { gateway, host, chainByHand, reports, world } = await settled()
    chainByHand(accepting)
    const rules = host.live.rules
    const clock = {
      ...gateway.clock,
      wait: async (): Promise<void> => {
        host.live.rules = rules && { ...rules, v4: rules.v4.replace('-A CYGNET-FORWARD -j ACCEPT\n', '') }
        await Promise.resolve()
      },
    }
    await once({ ...gateway, clock })
    await once(gateway)
    expect(reports()).toEqual([])
    expect(world.disk.text(DRIFT)).toContain('"found":[]')
  })

  test('what the runner remembers of drift may be damaged: it looks again', async () => {
    const { gateway, byHand, world, reports } = await settled()
    await byHand(DRIFT, () => '{"cygnet":1,', 0o600)
    await once(gateway)
    expect(reports()).toEqual([])
    expect(world.disk.text(DRIFT)).toContain('"found":[]')
  })
})

describe('drift that is repaired', () => {
  test('everything is put back at once, and told as such', async () => {
    const { gateway, host, world, byHand, chainByHand, reports } = await settled('repair')
    const before = new Map(world.disk.files)
    await byHand(SECRETS, () => 'secrets {}\n', 0o644)
    await byHand(CONNECTIONS, text => text.replace('10.1.0.0/16', '10.9.0.0/16'))
    chainByHand(accepting)
    host.live.sysctl.set('net.ipv4.ip_forward', '0')
    host.live.connections = ''
    await once(gateway)
    expect(reports()).toMatchObject([{ outcome: 'unchanged', drift: { repaired: true, more: 0 } }])
    expect(reports()[0]?.drift?.found).toHaveLength(5)
    for (const path of [SECRETS, CONNECTIONS]) expect(world.disk.files.get(path)).toEqual(before.get(path))
    expect(host.live.rules?.v4).not.toContain('-j ACCEPT\n-A')
    expect(host.live.sysctl.get('net.ipv4.ip_forward')).toBe('1')
    expect(host.live.connections).toContain('rlyeh-ulthar')
    await once(gateway)
    expect(reports()).toHaveLength(1)
  })

  test('touches only the part that drifted', async () => {
    const { gateway, host, chainByHand } = await settled('repair')
    chainByHand(accepting)
    await once(gateway)
    expect(host.acts).toEqual(['apply firewall'])
  })

  test('that does not work is told once with the reason, and tried again, less and less often', async () => {
    const { gateway, host, world, chainByHand, reports } = await settled('repair')
    chainByHand(accepting)
    let tries = 0
    host.before = act => {
      if (act !== 'apply firewall') return
      tries += 1
      throw new Error('the lock is held')
    }
    for (let minute = 0; minute < 60; minute++) {
      await once(gateway)
      world.now = new Date(world.now.getTime() + 60_000)
    }
    expect(reports()).toMatchObject([
      { drift: { repaired: false }, problem: { code: 'drift-repair', message: 'the lock is held' } },
    ])
    expect(tries).toBe(6)
    host.before = () => undefined
    world.now = new Date(world.now.getTime() + 3600_000)
    await once(gateway)
    expect(reports().at(-1)).toMatchObject({ drift: { repaired: true } })
  })

  test('dies at any operation, and the next turn ends it', async () => {
    for (let point = 0; ; point++) {
      const { gateway, host, world, byHand, chainByHand } = await settled('repair')
      const whole = world.disk.text(CONNECTIONS)
      await byHand(CONNECTIONS, () => 'connections {}\n')
      chainByHand(accepting)
      let seen = 0
      const stop = (): void => {
        if (seen++ === point) throw new Error('power cut')
      }
      world.disk.calls.before = host.beforeStep = stop
      await once(gateway).catch(() => undefined)
      world.disk.calls.before = host.beforeStep = () => undefined
      if (seen <= point) break
      world.now = new Date(world.now.getTime() + 60_000)
      await once(gateway)
      expect(world.disk.text(CONNECTIONS)).toBe(whole)
      expect(host.live.rules?.v4).not.toContain('-A CYGNET-FORWARD -j ACCEPT')
    }
  })
})

test('while a change waits to be finished, nothing is looked for', async () => {
  const { gateway, host, chainByHand, world } = await settled()
  await lookForDrift(gateway, await loadJournal(world.disk))
  const known = world.disk.text(DRIFT)
  chainByHand(accepting)
  const journal = await loadJournal(world.disk)
  const pending: Pending = {
    ...(journal.inForce ?? { digest: '', release: 1 }),
    phase: 'decided',
    boot: 'boot-1',
    until: world.now.toISOString(),
    before: { up: [], answered: true },
  }
  await lookForDrift(gateway, { ...journal, pending })
  expect(world.disk.text(DRIFT)).toBe(known)
  expect(host.posted).toEqual([])
})
