import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../infra/lab/patience.ts'
import { MANAGED_PATHS } from '../../schema/wire/managed-paths.ts'
import { ManagedDebian } from './managed-debian.ts'
import { runnerPackage } from './packages.ts'

const exec = promisify(execFile)

/** The life of the package on one gateway, test by test: installed, upgraded, removed, purged, by the real dpkg. */
let gateway: ManagedDebian
let deb: { readonly old: string; readonly new: string }
let untouched: ReadonlySet<string>

/** Every file, configuration with what is in it; but for logs, caches of others and what dpkg notes of all packages. */
const files = async (): Promise<ReadonlySet<string>> => {
  const not = ['/var/lib/dpkg', '/var/log', '/var/cache/ldconfig', '/srv', '/root', '/tmp', '/var/tmp']
  const where = `find / -xdev \\( ${not.map(path => `-path ${path}`).join(' -o ')} \\) -prune -o`
  const lines = await gateway.must(
    `find /etc -type f -exec sha256sum {} +; ${where} -printf '%m %p %l\\n' -type f -printf '%s %p\\n'`,
  )
  return new Set(lines.trim().split('\n'))
}

const without = (some: ReadonlySet<string>, others: ReadonlySet<string>): string[] =>
  [...some].filter(line => !others.has(line)).sort()

const pathOf = (line: string): string => /\/\S*/.exec(line)?.[0] ?? line

const own = (): Promise<string> =>
  gateway.must('cd /var/lib/cygnet && sha256sum keys/* trust/root.json; cat /etc/cygnet/runner.json')

/** What a release put there, and which of the two daemons starts. */
const ofTheNetwork = (path: string): boolean =>
  ['/etc/cygnet', '/etc/systemd/networkd.conf.d', ...MANAGED_PATHS].includes(path) ||
  /^\/etc\/systemd\/system\/.*strongswan.*\.service$/.test(path)

const mainPid = async (): Promise<string> =>
  (await gateway.must('systemctl show -p MainPID --value cygnet-runner')).trim()

const states = (): Promise<string> =>
  gateway.must(
    'for unit in cygnet-runner cygnet-boot; do systemctl is-enabled $unit; systemctl is-active $unit; done || true',
  )

beforeAll(async () => {
  deb = { old: await runnerPackage('0.1.0'), new: await runnerPackage('0.2.0') }
  gateway = await ManagedDebian.boot()
  await gateway.must('printf "# mine\\n" >/etc/ipsec.secrets; rm /etc/ipsec.conf')
  untouched = await files()
})

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]()
})

test('installed, it waits for enrolment', async () => {
  await gateway.install(deb.old)
  expect(await gateway.must('cygnet-runner --version')).toBe('0.1.0\n')
  expect(await states()).toBe('enabled\ninactive\nenabled\ninactive\n')
  expect(await gateway.must('systemctl is-system-running')).toBe('running\n')
  const local = await gateway.must('cat /etc/apparmor.d/local/usr.lib.ipsec.stroke')
  const rule = /^include if exists "(.*)"\n$/.exec(local)?.[1]
  expect(await gateway.must(`cat ${rule}`)).toContain('peer=(label=unconfined)')
})

test('its units are understood, and as hard as they were', async () => {
  expect(
    await gateway.must('systemd-analyze verify --man=no cygnet-runner.service cygnet-boot.service 2>&1'),
  ).toBe('')
  // Tenths; the score is the lower the better.
  await gateway.must('systemd-analyze security --threshold=24 cygnet-runner.service')
  await gateway.must('systemd-analyze security --threshold=25 cygnet-boot.service')
})

test('it says under which terms is what it carries', async () => {
  const { stdout } = await exec('sh', [
    '-c',
    `dpkg-deb --fsys-tarfile ${deb.old} | tar -xO ./usr/share/doc/cygnet-runner/copyright`,
  ])
  expect(stdout).toContain('node-linux-')
  expect(stdout).toMatch(/^tweetnacl 1\.0\.3: Unlicense$/m)
})

test('upgraded in the middle of a change, it finishes the change first, and keeps keys and state', async () => {
  await gateway.enrol()
  const before = await own()
  const change = await gateway.holdChange()
  const release = await gateway.release('ipsec.conf', '172.16.0.19/28')
  await gateway.must('systemctl start cygnet-runner')
  await change.held()
  const runner = await mainPid()
  await gateway.install(deb.new)
  expect(await gateway.must('cygnet-runner --version')).toBe('0.2.0\n')
  expect(await mainPid()).toBe(runner)
  await change.letGo()
  await gateway.inForce(release)
  await eventually('the new one runs', 60_000, async () =>
    [runner, '0'].includes(await mainPid()) ? undefined : true,
  )
  expect(await states()).toBe('enabled\nactive\nenabled\ninactive\n')
  expect(await own()).toBe(before)
})

test('what somebody stopped or disabled stays so when the same or another version comes', async () => {
  await gateway.must('systemctl stop cygnet-runner; systemctl disable -q cygnet-boot')
  await gateway.install(deb.new)
  expect(await states()).toBe('enabled\ninactive\ndisabled\ninactive\n')
  await gateway.must('systemctl enable -q cygnet-boot; systemctl start cygnet-runner')
})

test('installed anew after it was removed, it goes on with the same keys', async () => {
  const before = await own()
  await gateway.must('dpkg --remove cygnet-runner')
  expect(
    await gateway.must('command -v cygnet-runner || true; systemctl is-active cygnet-runner || true'),
  ).toBe('inactive\n')
  await gateway.install(deb.new)
  expect(await states()).toBe('enabled\nactive\nenabled\ninactive\n')
  expect(await own()).toBe(before)
})

test('purged, it leaves the network as it is and nothing of its own', async () => {
  const rules = await gateway.must('iptables -S')
  expect(rules).toContain('CYGNET-FORWARD')
  await gateway.must('dpkg --purge cygnet-runner')
  expect(await gateway.must('iptables -S')).toBe(rules)
  expect(await gateway.must('ipsec statusall')).toContain('rlyeh-ulthar/containers-containers')
  const now = await files()
  const differs = [...without(untouched, now), ...without(now, untouched)].map(pathOf)
  expect(differs.filter(path => !ofTheNetwork(path))).toEqual([])
})
