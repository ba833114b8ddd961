import { describe, expect, test } from 'vitest'
import { type MemoryPackage, packageFile } from '../../runner/adapters/memory/upgrade.ts'
import { UPGRADE } from '../../runner/core/paths.ts'
import { TrustError } from '../../runner/core/trust/trust-error.ts'
import { loadUpgrade } from '../../runner/flows/upgrade/upgrade-file.ts'
import type { Source } from '../../runner/ports/source.ts'
import { canonicalBytes, digestOf } from '../../schema/wire/canonical.ts'
import { bundlePath, packagePath } from '../../schema/wire/repository.ts'
import type { RunnerRelease } from '../../schema/wire/runner-release.ts'
import type { Rlyeh } from '../fixtures/rlyeh-in-memory.ts'
import {
  beginUpgradable,
  bundlesWith,
  installedOn,
  offer,
  packageOf,
  publish,
  turn,
  untilRest,
} from '../fixtures/upgrade-in-memory.ts'
import { OPERATORS, vouchedFor } from '../fixtures/vouched-for.ts'
import { bundleFor, customOf } from './network.ts'
import { drip, sourceThat } from './slow-server.ts'
import { DAY, refusalOf, World } from './world.ts'

/** The code that the runner reports after a release that wants this, when nothing was installed and nothing is left. */
const refusedAs = async (rlyeh: Rlyeh, runner: RunnerRelease, release = 3): Promise<string | undefined> => {
  await rlyeh.world.release(release, { bundles: bundlesWith(runner) })
  await untilRest(rlyeh)
  expect(installedOn(rlyeh)).toBe('0.1.0')
  expect(rlyeh.host.acts.filter(act => act.includes('install a runner'))).toEqual([])
  expect([...rlyeh.world.disk.files.keys()].filter(path => path.startsWith(UPGRADE))).toEqual([
    `${UPGRADE}.json`,
  ])
  return rlyeh.reports().at(-1)?.problem?.code
}

/** The store answers this in the place of a package. */
const instead = (rlyeh: Rlyeh, runner: RunnerRelease, bytes: Uint8Array): void => {
  const path = packagePath(runner.packages.amd64?.sha256 ?? '')
  rlyeh.world.store.objects.set(path, bytes)
}

const GOOD = packageOf('0.2.0')

describe('a package of the runner', () => {
  test('as it should be is installed', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, GOOD)
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.2.0')
  })

  test('with other bytes of the same length is not kept', async () => {
    const rlyeh = await beginUpgradable()
    const runner = publish(rlyeh, GOOD)
    const bytes = packageFile(GOOD)
    instead(rlyeh, runner, bytes.with(bytes.length - 3, 0x21))
    expect(await refusedAs(rlyeh, runner)).toBe('package-hash')
  })

  test('that is longer than it was signed is not read to its end', async () => {
    const rlyeh = await beginUpgradable()
    const runner = publish(rlyeh, GOOD)
    instead(rlyeh, runner, new Uint8Array([...packageFile(GOOD), 0x20]))
    expect(await refusedAs(rlyeh, runner)).toBe('too-large')
  })

  test('that is not there changes nothing, and is asked for again after a while', async () => {
    const rlyeh = await beginUpgradable()
    const runner = publish(rlyeh, GOOD)
    const path = packagePath(runner.packages.amd64?.sha256 ?? '')
    rlyeh.world.store.objects.delete(path)
    expect(await refusedAs(rlyeh, runner)).toBe('missing')
    const asked = (): number => rlyeh.world.asked.filter(one => one === path).length
    expect(asked()).toBe(1)
    instead(rlyeh, runner, packageFile(GOOD))
    rlyeh.world.now = new Date(rlyeh.world.now.getTime() + 15 * 60_000)
    await untilRest(rlyeh)
    expect([asked(), installedOn(rlyeh)]).toEqual([2, '0.2.0'])
  })

  test('that never ends, or comes byte by byte, is given up in its time, and the next poll is made', async () => {
    const rlyeh = await beginUpgradable()
    const runner = publish(rlyeh, GOOD)
    const store = await sourceThat((_, response) => drip(response))
    const bounds: number[] = []
    const source: Source = {
      get: async (path, bound, etag) => {
        if (!path.startsWith('packages/')) return await rlyeh.world.source.get(path, bound, etag)
        bounds.push(bound.seconds)
        return await store.get(path, { ...bound, seconds: 0.1 })
      },
    }
    const slow = { ...rlyeh, gateway: { ...rlyeh.gateway, source } }
    expect(await refusedAs(slow, runner)).toBe('source-too-slow')
    expect(bounds).toEqual([300])
  })

  test.each<[string, Partial<MemoryPackage>]>([
    ['another program', { name: 'openssh-server' }],
    ['another version', { version: '0.1.5' }],
    ['another architecture', { architecture: 'arm64' }],
  ])('whose control file names %s is refused before it is installed, for good', async (_, change) => {
    const rlyeh = await beginUpgradable()
    const runner = publish(rlyeh, { ...GOOD, ...change }, '0.2.0')
    expect(await refusedAs(rlyeh, runner)).toBe('upgrade-refused')
    const [failed] = (await loadUpgrade(rlyeh.world.disk)).failed
    expect(failed).not.toHaveProperty('again')
  })

  test('for another architecture only is not tried', async () => {
    const rlyeh = await beginUpgradable()
    const { packages, ...rest } = publish(rlyeh, GOOD)
    expect(await refusedAs(rlyeh, { ...rest, packages: { arm64: packages.amd64 } })).toBe(
      'upgrade-no-package',
    )
  })
})

describe('with the Worker’s key, a thief', () => {
  const bytes = packageFile(packageOf('6.6.6'))
  const forged = (rlyeh: Rlyeh, runner: RunnerRelease): RunnerRelease => {
    rlyeh.world.store.objects.set(packagePath(digestOf(bytes)), bytes)
    return runner
  }

  test('signs a release with a package of his own: no operator vouches for it', async () => {
    for (const signers of [[], OPERATORS.slice(0, 1)]) {
      const rlyeh = await beginUpgradable()
      const own = [...signers, rlyeh.world.worker]
      expect(await refusedAs(rlyeh, forged(rlyeh, vouchedFor('6.6.6', bytes, own)))).toBe('below-threshold')
    }
  })

  test('lets one operator of two count twice', async () => {
    const rlyeh = await beginUpgradable()
    const runner = vouchedFor('6.6.6', bytes, OPERATORS.slice(0, 1))
    const twice = { ...runner, signatures: [...runner.signatures, ...runner.signatures] }
    expect(await refusedAs(rlyeh, forged(rlyeh, twice))).toBe('below-threshold')
  })

  test('moves the signatures of operators to other bytes, another version or another network', async () => {
    const genuine = vouchedFor('0.2.0', packageFile(GOOD))
    const elsewhere = vouchedFor('6.6.6', bytes, OPERATORS, 'arkham')
    const own = vouchedFor('6.6.6', bytes)
    const moved = [{ ...own, signatures: genuine.signatures }, { ...genuine, version: '6.6.6' }, elsewhere]
    for (const runner of moved) {
      const rlyeh = await beginUpgradable()
      expect(await refusedAs(rlyeh, forged(rlyeh, runner))).toBe('below-threshold')
    }
  })

  test('holds a gateway at a root that is over: whom it names decides nothing any more', async () => {
    const rlyeh = await beginUpgradable()
    rlyeh.host.delivery = { kind: 'undelivered', words: 'later' }
    await offer(rlyeh, 3, GOOD)
    await turn(rlyeh)
    rlyeh.world.now = new Date(rlyeh.world.now.getTime() + 366 * DAY)
    rlyeh.host.delivery = { kind: 'taken' }
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.1.0')
    expect((await loadUpgrade(rlyeh.world.disk)).standing?.code).toBe('expired-root')
  })

  test('serves an old release that wants an older runner', async () => {
    const rlyeh = await beginUpgradable()
    await offer(rlyeh, 3, GOOD)
    const before = new Map(rlyeh.world.store.objects)
    await offer(rlyeh, 4, packageOf('0.3.0'))
    await untilRest(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.3.0')
    for (const [path, object] of before) rlyeh.world.store.objects.set(path, object)
    expect(await refusalOf(() => rlyeh.world.refresh())).toBe('rollback-timestamp')
    await turn(rlyeh)
    expect(installedOn(rlyeh)).toBe('0.3.0')
  })

  test('puts commands into the version of the runner: it is no version, and the bundle is refused', async () => {
    const bad = [
      '0.2.0; reboot',
      '$(reboot).0.0',
      '--force-all',
      '../../0.2.0',
      '0.2.0\n',
      '1:0.2.0',
      '0.2.0-1',
    ]
    const outcomeOf = async (version: string): Promise<string> => {
      const world = await World.begin()
      await world.poll()
      const runner = { ...vouchedFor('0.2.0', bytes), version }
      const bundle = canonicalBytes({ ...bundleFor('rlyeh', 'release 1'), runner })
      world.store.objects.set(bundlePath('rlyeh', digestOf(bundle)), bundle)
      world.replace('gateway.rlyeh.json', 1, signed => {
        const file = { length: bundle.length, hashes: { sha256: digestOf(bundle) }, custom: customOf(2) }
        signed['targets'] = { 'rlyeh/bundle.json': file }
      })
      return await world.poll().then(
        () => 'taken',
        (error: unknown) => (error instanceof TrustError ? error.code : String(error)),
      )
    }
    expect(await outcomeOf('0.2.0~rc1')).toBe('taken')
    for (const version of bad) expect([version, await outcomeOf(version)]).toEqual([version, 'unparseable'])
  })
})
