import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDeb } from '../../infra/host/deb.ts'
import { ManagedLab } from '../../infra/lab/managed/managed-lab.ts'
import { eventually } from '../../infra/lab/patience.ts'
import type { Report } from '../../schema/wire/report.ts'
import type { RunnerRelease } from '../../schema/wire/runner-release.ts'
import { buildBrokenDeb } from '../fixtures/broken-deb.ts'
import { appearanceOf } from '../lab/managed/appearance.ts'
import { withGateway } from '../lab/managed/bundle-change.ts'
import { TWO_GATEWAYS } from '../lab/managed/two-gateways.ts'

/** Milliseconds for a package to be fetched, kept, installed and started in emulation; and until one that is not heard is back. */
const INSTALLED = 480_000
const BACK = 780_000

let managed: ManagedLab
let folder: string

const words = async (script: string): Promise<string> => {
  const { stdout, stderr } = await managed.gateway('rlyeh').exec(['sh', '-c', script], { timeout: 120_000 })
  return stdout + stderr
}

/** Seconds that the second of the two new runners is given, by the gateway's own file: nobody waits for it in vain for long. */
const SETTLE_WITHIN = 120

/** What an upgrade must not touch. */
const configuration = (): Promise<string> => appearanceOf(managed.gateway('rlyeh'))

/** The last report of rlyeh, once it is as it should be. */
const heard = (what: string, milliseconds: number, isRight: (report: Report) => boolean): Promise<Report> =>
  eventually(
    what,
    milliseconds,
    async () => await Promise.resolve(managed.reports('rlyeh').slice(-1).find(isRight)),
    500,
  )

/** Releases the bundles with this runner for rlyeh, and waits until that is in force. */
const release = async (runner: RunnerRelease): Promise<void> => {
  const bundles = managed.compile(TWO_GATEWAYS)
  const number = await managed.release(withGateway(bundles, 'rlyeh', bundle => ({ ...bundle, runner })))
  await managed.reported('rlyeh', number, ['committed'], 180_000)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-upgrade-'))
  managed = await ManagedLab.up({ topology: TWO_GATEWAYS, folder, log: line => console.log(line) })
  const first = await managed.release(managed.compile(TWO_GATEWAYS))
  await words('systemctl start cygnet-runner')
  await managed.reported('rlyeh', first, ['committed'], 180_000)
})

afterAll(async () => {
  await managed?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

test('a gateway installs the runner that its bundle names, and goes back from one that does not report', async () => {
  const before = await configuration()
  const deb = await buildDeb({ out: join(folder, 'fresh'), version: '0.9.0' })
  await release(await managed.publishRunner('0.9.0', deb))
  await heard('runner 0.9.0 reports', INSTALLED, ({ runner }) => runner === '0.9.0')
  await eventually('it has settled', 60_000, async () =>
    (await words('cygnet-runner status')).includes('runner: 0.9.0\n') ? true : undefined,
  )
  expect(await configuration()).toBe(before)

  await words(
    `sed -i 's/}$/,"settleWithin":${SETTLE_WITHIN}}/' /etc/cygnet/runner.json; systemctl restart cygnet-runner`,
  )
  await release(await managed.publishRunner('0.9.1', await buildBrokenDeb(join(folder, 'broken'), '0.9.1')))
  await eventually('the broken one is installed', INSTALLED, async () =>
    (await words("dpkg-query -W -f '${Version}' cygnet-runner")) === '0.9.1' ? true : undefined,
  )
  const { runner, problem } = await heard(
    'runner 0.9.0 is back and says why',
    BACK,
    report => report.problem?.code === 'upgrade-reverted',
  )
  expect([runner, problem?.message]).toEqual([
    '0.9.0',
    `runner 0.9.0 is back in the place of 0.9.1: it did not report within ${SETTLE_WITHIN} s`,
  ])
  expect(await words("dpkg-query -W -f '${Version} ${Status}' cygnet-runner")).toBe(
    '0.9.0 install ok installed',
  )
  expect(await words('find /var/lib/cygnet/upgrade /etc/systemd/system/cygnet-boot.service.d -type f')).toBe(
    '',
  )
  expect(await configuration()).toBe(before)
}, 2_400_000)
