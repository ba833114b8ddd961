import { beforeEach, describe, expect, test } from 'vitest'
import { Namespace } from './namespace.ts'

/** netplan's own generator writes what networkd would read; that networkd was started anew, and when, is only noted. */
const NETPLAN = `#!/bin/sh
[ "$1" = apply ] || exec env PYTHONPATH=/usr/share/netplan /run/netplan.real "$@"
echo netplan apply >>/run/acts
`
/** netplan itself asks whether the system is up; that is no act. */
const SYSTEMCTL = '#!/bin/sh\n[ "$1" = is-system-running ] || echo systemctl "$@" >>/run/acts\n'

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

beforeEach(async () => {
  namespace = await Namespace.create()
  await namespace.must('cp', ['/usr/share/netplan/netplan.script', '/run/netplan.real'])
  await namespace.write('/run/netplan-wrapper', NETPLAN, 0o755)
  await namespace.write('/run/systemctl', SYSTEMCTL, 0o755)
  await namespace.must('mount', ['--bind', '/run/netplan-wrapper', '/usr/sbin/netplan'])
  await namespace.must('mount', ['--bind', '/run/systemctl', '/usr/bin/systemctl'])
  await write(textOf('v: { id: 7, link: eth7 }'))
  await namespace.must('netplan', ['generate'])
  // Stand-ins: what kind a link is makes no difference to whoever removes it.
  for (const name of ['v', 'br7']) await namespace.must('ip', ['tuntap', 'add', 'dev', name, 'mode', 'tap'])
  return async () => await namespace[Symbol.asyncDispose]()
})

describe('a VLAN', () => {
  test('with another number is removed, and networkd started anew before netplan has it made', async () => {
    await write(textOf('v: { id: 8, link: eth7 }'))
    expect(await apply()).toEqual(['systemctl restart systemd-networkd.service', 'netplan apply'])
    expect(await links()).not.toMatch(/^v /m)
  })

  test('that is gone is removed', async () => {
    await write(textOf(''))
    expect(await apply()).toEqual(['systemctl restart systemd-networkd.service', 'netplan apply'])
    expect(await links()).not.toMatch(/^v /m)
  })

  test('with another MTU or another address lives on, and networkd with it', async () => {
    await write(textOf('v: { id: 7, link: eth7, mtu: 1400, addresses: [192.0.2.1/24] }'))
    expect(await apply()).toEqual(['netplan apply'])
    expect(await links()).toMatch(/^v /m)
  })

  test('more is no reason to touch another', async () => {
    await write(textOf('v: { id: 7, link: eth7 }, w: { id: 9, link: eth7 }'))
    expect(await apply()).toEqual(['netplan apply'])
    expect(await links()).toMatch(/^v /m)
  })
})

test("a bridge of somebody else's is never removed, whatever its file says now", async () => {
  await write(textOf('v: { id: 7, link: eth7 }', '{ stp: false }'))
  expect(await apply()).toEqual(['netplan apply'])
  expect(await links()).toMatch(/^br7 /m)
})
