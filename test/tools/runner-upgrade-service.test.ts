import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../infra/lab/patience.ts'
import { buildBrokenDeb } from '../fixtures/broken-deb.ts'
import { ManagedDebian } from './managed-debian.ts'
import { runnerPackage } from './packages.ts'

/** The service in its sandbox replaces its own package, under a real systemd and with the real dpkg. */
let folder: string
let gateway: ManagedDebian
let release: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-upgrade-service-'))
  gateway = await ManagedDebian.boot()
  await gateway.install(await runnerPackage('0.1.0'))
  await gateway.enrol()
  release = await gateway.release('swanctl', ADDRESS)
  await gateway.must('systemctl start cygnet-runner')
  await gateway.inForce(release)
})

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const ADDRESS = '172.16.0.19/28'

/** What an upgrade must not touch. */
const configuration = (): Promise<string> =>
  gateway.must(
    'iptables -S; ip -o -4 address show | sed "s/valid_lft.*//"; swanctl --list-conns; cat /etc/netplan/* /etc/swanctl/conf.d/*',
  )

const installed = (): Promise<string> =>
  gateway.must(
    "dpkg-query -W -f '${Version} ${Status}' cygnet-runner; dpkg --verify cygnet-runner | grep -v ' /usr/share/doc/cygnet-runner' || true",
  )

/** What is left of an upgrade, and what waits to take it back. */
const left = (): Promise<string> =>
  gateway.must(
    'find /var/lib/cygnet/upgrade /etc/systemd/system/cygnet-boot.service.d -type f; systemctl list-timers --all --plain --no-legend "cygnet-upgrade*"',
  )

/** Asked for now and then only: each answer is a program that starts, and what is waited for would wait for it. */
const says = async (words: RegExp): Promise<void> => {
  const asked = async () => (words.test(await gateway.must('cygnet-runner status')) ? true : undefined)
  await eventually(`status says ${words.source}`, 180_000, asked, 500).catch(async cause => {
    throw new Error(await gateway.must('journalctl -u "cygnet-*" -n 60 -o short-monotonic'), { cause })
  })
}

const offer = async (version: string, deb: string): Promise<void> => {
  await gateway.release('swanctl', ADDRESS, gateway.vouchFor(version, await readFile(deb)))
}

const offerBroken = async (version: string): Promise<void> => {
  await offer(version, await buildBrokenDeb(folder, version))
  await eventually('it is installed, and ends at once', 180_000, async () => {
    const { stdout } = await gateway.inside.run('systemctl', ['is-active', 'cygnet-runner'])
    if (stdout !== 'activating\n') return undefined
    return (await installed()).startsWith(`${version} install ok installed`) ? true : undefined
  })
}

test('a runner that its bundle names comes, settles, and leaves the configuration alone', async () => {
  const before = await configuration()
  await offer('0.2.0', await runnerPackage('0.2.0'))
  await says(/^runner: 0\.2\.0$/m)
  expect(await installed()).toBe('0.2.0 install ok installed')
  expect(await left()).toBe('')
  expect(await configuration()).toBe(before)
})

test('one that ends at once is taken back when the time of the timer has come', async () => {
  const before = await configuration()
  await offerBroken('0.3.0')
  expect(await gateway.must('systemctl is-active cygnet-upgrade-back.timer')).toBe('active\n')
  await gateway.must('systemctl start cygnet-upgrade-back.service')
  await says(/^runner: 0\.2\.0; upgrade-reverted: .* it did not report within 300 s$/m)
  expect(await installed()).toBe('0.2.0 install ok installed')
  expect(await left()).toBe('')
  expect(await configuration()).toBe(before)
})

test('one that ends at once is taken back by a boot, and the firewall comes back with it', async () => {
  const before = await configuration()
  await offerBroken('0.4.0')
  await gateway.must('iptables -F; iptables -X; systemctl restart cygnet-boot')
  expect(await installed()).toBe('0.2.0 install ok installed')
  expect(await configuration()).toBe(before)
  await says(/^runner: 0\.2\.0; upgrade-reverted: .* started anew before it had reported$/m)
  expect(await left()).toBe('')
})
