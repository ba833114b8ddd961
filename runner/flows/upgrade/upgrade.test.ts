import { describe, expect, test } from 'vitest'
import type { Rlyeh } from '../../../test/fixtures/rlyeh-in-memory.ts'
import {
  beginUpgradable,
  bundlesWith,
  installedOn,
  offer,
  packageOf,
  publish,
  turn,
  untilRest,
} from '../../../test/fixtures/upgrade-in-memory.ts'
import { UPGRADE } from '../../core/paths.ts'
import { BOOT_DROP_IN } from '../../core/upgrade/upgrade-script.ts'
import { boot } from '../boot.ts'
import { loadJournal } from '../change/journal-file.ts'
import { rollBack } from '../roll-back.ts'
import { pause, resume } from '../set-pause.ts'
import { status, statusText } from '../status.ts'
import { loadUpgrade } from './upgrade-file.ts'

/** Everything in /etc, and what is left of an upgrade. */
const outside = ({ world }: Rlyeh): Record<string, string | undefined> =>
  Object.fromEntries(
    [...world.disk.files.keys()]
      .filter(path => path.startsWith('/etc/') || path.startsWith(`${UPGRADE}/`))
      .sort()
      .map(path => [path, world.disk.text(path)]),
  )

const lastReport = (rlyeh: Rlyeh) => rlyeh.reports().at(-1)

describe('a runner that its gateway’s bundle names', () => {
  test('is installed after the configuration is committed, reports, and settles', async () => {
    const rlyeh = await beginUpgradable()
    const before = outside(rlyeh)
    await offer(rlyeh, 3, packageOf('0.2.0'))
    await turn(rlyeh)
    expect((await loadJournal(rlyeh.world.disk)).inForce?.release).toBe(3)
    expect(lastReport(rlyeh)).toMatchObject({ outcome: 'committed', release: 3, runner: '0.1.0' })
    expect(rlyeh.host.live.runner).toMatchObject({ script: 'forth', wayBackIn: 300 })
    await rlyeh.host.upgrade.runScript()
    await turn(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.2.0')
    expect(lastReport(rlyeh)).toMatchObject({ outcome: 'unchanged', runner: '0.2.0' })
    expect(rlyeh.host.live.runner.wayBackIn).toBeUndefined()
    expect(outside(rlyeh)).toEqual(before)
    expect(await loadUpgrade(rlyeh.world.disk)).toEqual({ cygnet: 1, failed: [] })
  })

  test('may be an older one: a release says so, and no release is replayed', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.0.9'))
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.0.9')
  })

  test('is let be when nobody names one any more', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0'))
    await untilRest(rlyeh)
    await rlyeh.world.release(4)
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.2.0')
  })
})

describe('the runner before comes back', () => {
  test.each([
    ['that ends at once', packageOf('0.2.0', { fault: 'start' }), /did not report within 300 s/],
    [
      'that dpkg does not configure',
      packageOf('0.2.0', { fault: 'dpkg' }),
      /dpkg did not install it: dpkg: error/,
    ],
  ])('in the place of one %s; it says why, and does not try that package again', async (_, broken, why) => {
    const rlyeh = await beginUpgradable()
    const before = outside(rlyeh)
    await offer(rlyeh, 3, broken)
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.1.0')
    expect(lastReport(rlyeh)).toMatchObject({
      outcome: 'unchanged',
      runner: '0.1.0',
      problem: { code: 'upgrade-reverted', message: expect.stringMatching(why) },
    })
    expect(outside(rlyeh)).toEqual(before)
    const acts = rlyeh.host.acts.length
    const told = rlyeh.reports().length
    await turn(rlyeh)
    await turn(rlyeh, { hurry: true })
    expect([rlyeh.host.acts.length, rlyeh.reports().length]).toEqual([acts, told])
  })

  test('as soon as the gateway’s own file says, when that is not after 300 seconds', async () => {
    const rlyeh = await beginUpgradable()
    const brief = { ...rlyeh, gateway: { ...rlyeh.gateway, settleWithin: 120 } }
    await offer(brief, 3, packageOf('0.2.0', { fault: 'start' }))
    await turn(brief)
    expect(rlyeh.host.live.runner.wayBackIn).toBe(120)
    await untilRest(rlyeh)
    expect(lastReport(rlyeh)?.problem?.message).toMatch(/did not report within 120 s$/)
  })

  test('when the control plane does not hear the new one, which touches nothing meanwhile', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0'))
    await turn(rlyeh)
    rlyeh.host.delivery = { kind: 'undelivered', words: 'no route' }
    await rlyeh.host.upgrade.runScript()
    await rlyeh.world.release(4)
    const { inForce } = await loadJournal(rlyeh.world.disk)
    await turn(rlyeh)
    expect((await loadJournal(rlyeh.world.disk)).inForce).toEqual(inForce)
    rlyeh.host.upgrade.timerFires()
    await rlyeh.host.upgrade.runScript()
    rlyeh.host.delivery = { kind: 'taken' }
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.1.0')
    expect((await loadJournal(rlyeh.world.disk)).inForce?.release).toBe(4)
  })

  test('when the control plane takes a report of the new one for none', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0'))
    await turn(rlyeh)
    rlyeh.host.delivery = { kind: 'unwanted', words: '400 malformed' }
    await rlyeh.host.upgrade.runScript()
    await turn(rlyeh)
    await turn(rlyeh)
    expect((await loadUpgrade(rlyeh.world.disk)).under?.to).toBe('0.2.0')
    rlyeh.host.upgrade.timerFires()
    rlyeh.host.delivery = { kind: 'taken' }
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.1.0')
  })

  test('at a boot before the new one has settled, before the firewall is put back', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0', { fault: 'start' }))
    await turn(rlyeh)
    await rlyeh.host.upgrade.runScript()
    expect(rlyeh.world.disk.text(BOOT_DROP_IN)).toContain('ExecStartPre=+-/bin/sh ')
    rlyeh.host.powerOff(true)
    await rlyeh.host.upgrade.atBoot()
    expect(installedOn(rlyeh)).toBe('0.1.0')
    await boot(rlyeh.gateway)
    rlyeh.host.start()
    await untilRest(rlyeh)
    expect(lastReport(rlyeh)?.problem?.message).toMatch(/started anew before it had reported/)
    expect(rlyeh.world.disk.text(BOOT_DROP_IN)).toBeUndefined()
  })

  test('at a boot, and is given another chance after a while', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0'))
    await turn(rlyeh)
    rlyeh.host.powerOff(true)
    await rlyeh.host.upgrade.atBoot()
    rlyeh.host.start()
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.1.0')
    rlyeh.world.now = new Date(rlyeh.world.now.getTime() + 60_000)
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.2.0')
  })

  test('and another package of the same version is tried', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0', { fault: 'start' }))
    await untilRest(rlyeh)
    await offer(rlyeh, 4, packageOf('0.2.0'))
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.2.0')
    await turn(rlyeh)
    expect(lastReport(rlyeh)).toMatchObject({ runner: '0.2.0' })
    expect(lastReport(rlyeh)?.problem).toBeUndefined()
  })
})

describe('an upgrade waits', () => {
  test('while somebody has paused the gateway', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0'))
    rlyeh.host.delivery = { kind: 'undelivered', words: 'no route' }
    await turn(rlyeh)
    await pause(rlyeh.gateway, 'a new switch')
    rlyeh.host.delivery = { kind: 'taken' }
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.1.0')
    await resume(rlyeh.gateway)
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.2.0')
  })

  test('until the control plane is there to hear of it', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0'))
    rlyeh.host.delivery = { kind: 'undelivered', words: 'no route' }
    await turn(rlyeh)
    await turn(rlyeh)
    expect(rlyeh.host.live.runner.script).toBeUndefined()
    rlyeh.host.delivery = { kind: 'taken' }
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.2.0')
  })

  test('for the window, and says so; a person may say now', async () => {
    const rlyeh = await beginUpgradable()
    const window = { days: [1], from: 120, to: 300, zone: 'Europe/Warsaw' }
    const bundles = bundlesWith(publish(rlyeh, packageOf('0.2.0')))
    await rlyeh.world.release(3, { bundles: bundles.map(bundle => ({ ...bundle, window })) })
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.1.0')
    expect(lastReport(rlyeh)?.problem?.code).toBe('upgrade-waits')
    await turn(rlyeh, { hurry: true })
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.2.0')
  })
})

describe('while it is under way', () => {
  test('status says so, and nobody rolls back', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0'))
    await turn(rlyeh)
    expect(statusText(await status(rlyeh.gateway))).toMatch(
      /^runner: 0\.1\.0, between 0\.1\.0 and 0\.2\.0: /m,
    )
    await expect(rollBack(rlyeh.gateway, undefined)).rejects.toThrow(
      'the runner itself is between 0.1.0 and 0.2.0',
    )
  })

  test('a runner that finds nobody at work puts the one before back itself', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, packageOf('0.2.0'))
    await turn(rlyeh)
    Object.assign(rlyeh.host.live.runner, { script: undefined, wayBackIn: undefined })
    await turn(rlyeh)
    expect(rlyeh.host.live.runner.script).toBe('back')
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.1.0')
    expect(statusText(await status(rlyeh.gateway))).toMatch(/^runner: 0\.1\.0; upgrade-reverted: /m)
  })
})
