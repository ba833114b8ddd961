import { basename } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { Namespace } from './namespace.ts'

/**
 * netplan's own generator writes what networkd would read; what networkd would have been told is only noted. (The
 * generator asks whether the system is up; that is no act.)
 */
const noting = (program: string, code = 0): string =>
  `#!/bin/sh\n[ "$1" = is-system-running ] || echo ${program} "$@" >>/run/acts\nexit ${code}\n`

/** Not every kernel has VLANs: `ip` answers for one, and does the rest itself. */
const ANSWERING_IP = `#!/bin/sh
if [ "$*" = "-details -json link show type vlan" ]; then exec cat /run/vlans.json; fi
exec /run/fake/ip.real "$@"
`

const textOf = (vlans: string, bridge = '{}'): string =>
  `network:\n  version: 2\n  ethernets: { eth7: {}, eth8: {} }\n  bridges: { br7: { parameters: ${bridge} } }\n  vlans: { ${vlans} }\n`

const FIRST = 'v: { id: 7, link: eth7 }'

let namespace: Namespace

const write = (text: string): Promise<void> => namespace.write('/etc/netplan/60-cygnet.yaml', text, 0o600)

/** The adapter's apply, in a process inside the namespace; what it had done, in order. */
const apply = async (): Promise<string[]> => {
  const script = `
    import { netplanCli } from ${JSON.stringify(new URL('../../runner/adapters/netplan/netplan-cli.ts', import.meta.url).href)}
    await netplanCli().apply()
  `
  await namespace.write('/run/acts', '')
  await namespace.must(process.execPath, ['--input-type=module', '-e', script])
  return (await namespace.must('cat', ['/run/acts'])).trim().split('\n')
}

const links = async (): Promise<string> => await namespace.must('ip', ['-br', 'link'])

const replace = async (path: string, program: string, script: string): Promise<void> => {
  await namespace.write(`/run/fake/${program}`, script, 0o755)
  await namespace.must('mount', ['--bind', `/run/fake/${program}`, path])
}

/** The VLANs that live. A link of that name stands in: what kind it is makes no difference to whoever removes it. */
const live = async (...vlans: readonly { name: string; id: number; link: string }[]): Promise<void> => {
  for (const { name } of vlans) await namespace.run('ip', ['tuntap', 'add', 'dev', name, 'mode', 'tap'])
  const answer = vlans.map(({ name, id, link }) => ({
    ifname: name,
    link,
    address: '52:54:00:00:00:07',
    linkinfo: { info_kind: 'vlan', info_data: { protocol: '802.1Q', id, flags: ['REORDER_HDR'] } },
  }))
  await namespace.write('/run/vlans.json', JSON.stringify([{}, ...answer]))
}

beforeEach(async () => {
  namespace = await Namespace.create()
  const ip = (await namespace.must('sh', ['-c', 'readlink -f "$(command -v ip)"'])).trim()
  await namespace.must('sh', ['-c', `mkdir /run/fake && cp ${ip} /run/fake/ip.real`])
  await replace(ip, 'ip', ANSWERING_IP)
  await replace('/usr/sbin/netplan', 'netplan', noting('netplan'))
  await replace('/usr/bin/systemctl', 'systemctl', noting('systemctl'))
  await replace('/usr/bin/networkctl', 'networkctl', noting('networkctl'))
  await write(textOf(FIRST))
  await namespace.must('/usr/libexec/netplan/generate', [])
  await namespace.must('ip', ['tuntap', 'add', 'dev', 'br7', 'mode', 'tap'])
  await live({ name: 'v', id: 7, link: 'eth7' })
  return async () => await namespace[Symbol.asyncDispose]()
})

const RESTARTED = ['systemctl restart systemd-networkd.service']
const RELOADED = ['networkctl reload']

describe('a VLAN', () => {
  test.each([
    ['with another number', 'v: { id: 8, link: eth7 }'],
    ['on another interface', 'v: { id: 7, link: eth8 }'],
    ['with another address of its own', 'v: { id: 7, link: eth7, macaddress: "52:54:00:00:00:08" }'],
    ['that is gone', ''],
  ])('%s is removed, and networkd begins anew', async (_, vlans) => {
    await write(textOf(vlans))
    expect(await apply()).toEqual(RESTARTED)
    expect(await links()).not.toMatch(/^v /m)
  })

  test.each([
    ['with another MTU or another address', 'v: { id: 7, link: eth7, mtu: 1400, addresses: [192.0.2.1/24] }'],
    ['beside which there is another', `${FIRST}, w: { id: 9, link: eth7 }`],
  ])('%s lives on, and networkd with it', async (_, vlans) => {
    await write(textOf(vlans))
    expect(await apply()).toEqual(RELOADED)
    expect(await links()).toMatch(/^v /m)
  })

  test('whose number is not what its description says is removed: a change and its way back were both cut short', async () => {
    await live({ name: 'v', id: 8, link: 'eth7' })
    expect(await apply()).toEqual(RESTARTED)
    expect(await links()).not.toMatch(/^v /m)
  })

  test('that is gone already, by a change that was cut short, is not made by its old description', async () => {
    await write(textOf('v: { id: 8, link: eth7 }'))
    await live()
    expect(await apply()).toEqual(RESTARTED)
  })

  test("of somebody else's is never removed", async () => {
    await live({ name: 'v', id: 8, link: 'eth7' }, { name: 'other', id: 8, link: 'eth7' })
    expect(await apply()).toEqual(RESTARTED)
    expect(await links()).toMatch(/^other /m)
  })
})

test("a bridge of somebody else's is never removed, whatever its file says now", async () => {
  await write(textOf(FIRST, '{ stp: false }'))
  expect(await apply()).toEqual(RELOADED)
  expect(await links()).toMatch(/^br7 /m)
})

describe('what networkd is told', () => {
  const described = (): Promise<string> =>
    namespace.must('sh', ['-c', 'cd /run/systemd/network && stat -c "%n %i %y" *'])
  const ofAll = async (): Promise<Map<string, string>> =>
    new Map(
      (await described())
        .trim()
        .split('\n')
        .map(line => [line.split(' ')[0] ?? '', line]),
    )

  test('is new files for what changed, and the very same for the rest, though netplan wrote all of them in between', async () => {
    const before = await ofAll()
    await write(textOf('v: { id: 7, link: eth7, addresses: [192.0.2.1/24] }'))
    await apply()
    const changed = await ofAll()
    const names = (other: ReadonlyMap<string, string>): string[] =>
      [...changed.keys()].filter(name => changed.get(name) !== other.get(name))
    expect(names(before)).toEqual(['10-netplan-v.network'])

    await namespace.must('/usr/libexec/netplan/generate', [])
    expect(names(await ofAll())).toEqual([...changed.keys()])
    await write(textOf('v: { id: 7, link: eth7, addresses: [192.0.2.1/24, 192.0.2.2/24] }'))
    expect(await apply()).toEqual(RELOADED)
    const after = await ofAll()
    expect(names(after)).toEqual(['10-netplan-v.network'])
  })

  test('is said again after a change that died when its files stood there', async () => {
    await apply()
    for (const program of ['/usr/bin/networkctl', '/usr/sbin/netplan']) {
      await namespace.must('umount', [program])
      await replace(program, basename(program), '#!/bin/sh\nexit 1\n')
    }
    await write(textOf('v: { id: 7, link: eth7, addresses: [192.0.2.1/24] }'))
    await expect(apply()).rejects.toThrow('netplan')
    await namespace.must('umount', ['/usr/bin/networkctl'])
    await replace('/usr/bin/networkctl', 'networkctl', noting('networkctl'))
    expect(await apply()).toEqual(RELOADED)
  })

  test('is an MTU, too: what udev gives a link when it appears has to wait until it does', async () => {
    await write(textOf(FIRST).replace('eth7: {}', 'eth7: { mtu: 1400 }'))
    expect(await apply()).toEqual(RELOADED)
    const texts = await namespace.must('sh', ['-c', 'cd /run/systemd/network; cat *eth7.link *eth7.network'])
    expect(texts.match(/MTUBytes=1400/g)).toHaveLength(2)
    await write(textOf(FIRST))
    expect(await apply()).toEqual(RELOADED)
    expect(await namespace.must('ls', ['/run/systemd/network'])).not.toContain('.link')
  })

  test('names broadcast addresses, in files that networkd may read', async () => {
    await namespace.must('rm', ['-r', '/run/systemd/network'])
    await write(textOf('v: { id: 7, link: eth7, addresses: [192.0.2.1/24] }'))
    await apply()
    const file = '/run/systemd/network/10-netplan-v.network'
    expect(await namespace.must('cat', [file])).toContain('Address=192.0.2.1/24\nBroadcast=192.0.2.255\n')
    expect(await namespace.must('stat', ['-c', '%a', '/run/systemd/network', file])).toMatch(
      /^755\n64[04]\n$/,
    )
  })
})

test('a file of others that cannot be read with the rest takes no interface away', async () => {
  const descriptions = (): Promise<string> => namespace.must('ls', ['/run/systemd/network'])
  const before = await descriptions()
  await namespace.must('mkfifo', ['/etc/netplan/70-others.yaml'])
  await expect(apply()).rejects.toThrow(/FIFO/i)
  expect(await descriptions()).toBe(before)
  expect((await namespace.must('cat', ['/run/acts'])).trim()).toBe('')
})

describe('netplan itself is called', () => {
  test('where more than a description for networkd differs', async () => {
    await write(textOf(FIRST).replace('eth7: {}', 'eth7: { wakeonlan: true }'))
    expect(await apply()).toEqual(['netplan apply'])
  })

  test('where nothing differs, and still somebody wants it made true: an address that was taken away by hand', async () => {
    expect(await apply()).toEqual(['netplan apply'])
  })

  test('where NetworkManager has to be told of a link that is not its own', async () => {
    await namespace.must('mkdir', ['/run/NetworkManager'])
    await write(textOf(`${FIRST}, w: { id: 9, link: eth7 }`))
    expect(await apply()).toEqual(['netplan apply'])
  })

  test('where networkd does not answer', async () => {
    await namespace.must('umount', ['/usr/bin/networkctl'])
    await replace('/usr/bin/networkctl', 'networkctl', noting('networkctl', 1))
    await write(textOf('v: { id: 7, link: eth7, mtu: 1400 }'))
    expect(await apply()).toEqual(['networkctl reload', 'netplan apply'])
  })
})
