import { beforeEach, describe, expect, test } from 'vitest'
import { Namespace } from './namespace.ts'

/**
 * netplan's own generator writes what networkd would read; what networkd would have been told is only noted. (The
 * generator asks whether the system is up; that is no act.)
 */
const noting = (program: string, code = 0): string =>
  `#!/bin/sh\n[ "$1" = is-system-running ] || echo ${program} "$@" >>/run/acts\nexit ${code}\n`

const textOf = (vlan: string, bridge = '{}'): string =>
  `network:\n  version: 2\n  ethernets: { eth7: {} }\n  bridges: { br7: { parameters: ${bridge} } }\n  vlans: { ${vlan} }\n`

let namespace: Namespace

const write = (text: string): Promise<void> => namespace.write('/etc/netplan/60-cygnet.yaml', text, 0o600)

/** The adapter's apply, in a process inside the namespace; what it had done, in order. */
const apply = async (): Promise<string[]> => {
  const script = `
    import { netplanCli } from ${JSON.stringify(new URL('../../runner/adapters/netplan-cli.ts', import.meta.url).href)}
    await netplanCli().apply()
  `
  await namespace.must(process.execPath, ['--input-type=module', '-e', script])
  return (await namespace.must('cat', ['/run/acts'])).trim().split('\n')
}

const links = async (): Promise<string> => await namespace.must('ip', ['-br', 'link'])

const replace = async (path: string, program: string, code?: number): Promise<void> => {
  await namespace.write(`/run/fake/${program}`, noting(program, code), 0o755)
  await namespace.must('mount', ['--bind', `/run/fake/${program}`, path])
}

beforeEach(async () => {
  namespace = await Namespace.create()
  await replace('/usr/sbin/netplan', 'netplan')
  await replace('/usr/bin/systemctl', 'systemctl')
  await replace('/usr/bin/networkctl', 'networkctl')
  await write(textOf('v: { id: 7, link: eth7 }'))
  await namespace.must('/usr/libexec/netplan/generate', [])
  // Stand-ins: what kind a link is makes no difference to whoever removes it.
  for (const name of ['v', 'br7']) await namespace.must('ip', ['tuntap', 'add', 'dev', name, 'mode', 'tap'])
  return async () => await namespace[Symbol.asyncDispose]()
})

describe('a VLAN', () => {
  test('with another number is removed, and networkd started anew before netplan has it made', async () => {
    await write(textOf('v: { id: 8, link: eth7 }'))
    expect(await apply()).toEqual(['systemctl restart systemd-networkd.service', 'networkctl reload'])
    expect(await links()).not.toMatch(/^v /m)
  })

  test('that is gone is removed', async () => {
    await write(textOf(''))
    expect(await apply()).toEqual(['systemctl restart systemd-networkd.service', 'networkctl reload'])
    expect(await links()).not.toMatch(/^v /m)
  })

  test('with another MTU or another address lives on, and networkd with it', async () => {
    await write(textOf('v: { id: 7, link: eth7, mtu: 1400, addresses: [192.0.2.1/24] }'))
    expect(await apply()).toEqual(['networkctl reload'])
    expect(await links()).toMatch(/^v /m)
  })

  test('more is no reason to touch another', async () => {
    await write(textOf('v: { id: 7, link: eth7 }, w: { id: 9, link: eth7 }'))
    expect(await apply()).toEqual(['networkctl reload'])
    expect(await links()).toMatch(/^v /m)
  })
})

test("a bridge of somebody else's is never removed, whatever its file says now", async () => {
  await write(textOf('v: { id: 7, link: eth7 }', '{ stp: false }'))
  expect(await apply()).toEqual(['networkctl reload'])
  expect(await links()).toMatch(/^br7 /m)
})

describe('netplan itself is called', () => {
  test('where more than a description for networkd differs', async () => {
    await write(textOf('v: { id: 7, link: eth7 }').replace('eth7: {}', 'eth7: { wakeonlan: true }'))
    expect(await apply()).toEqual(['netplan apply'])
  })

  test('where nothing differs, and still somebody wants it made true: an address that was taken away by hand', async () => {
    expect(await apply()).toEqual(['netplan apply'])
  })

  test('where NetworkManager has to be told of a link that is not its own', async () => {
    await namespace.must('mkdir', ['/run/NetworkManager'])
    await write(textOf('v: { id: 7, link: eth7 }, w: { id: 9, link: eth7 }'))
    expect(await apply()).toEqual(['netplan apply'])
  })

  test('where networkd does not answer', async () => {
    await namespace.must('umount', ['/usr/bin/networkctl'])
    await replace('/usr/bin/networkctl', 'networkctl', 1)
    await write(textOf('v: { id: 7, link: eth7, mtu: 1400 }'))
    expect(await apply()).toEqual(['networkctl reload', 'netplan apply'])
  })
})
