import { describe, expect, test } from 'vitest'
import type { Bundle } from '../../schema/wire/bundle.ts'
import { archiveBundles, referenceBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, reportIn, setBoot, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import { starterArchiveBundles, starterBundles } from '../../test/fixtures/starter-bundles.ts'
import { boot } from './boot.ts'
import { loadJournal } from './journal-file.ts'
import { once } from './once.ts'

type Rlyeh = Awaited<ReturnType<typeof beginRlyeh>>

/** What a gateway is, as far as anybody could tell from outside. */
const snapshot = ({ world, host }: Rlyeh): unknown => {
  const { daemon, enabled, connections, secrets, rules, netplan, sysctl } = host.live
  const etc = [...world.disk.files].filter(([path]) => path.startsWith('/etc/'))
  return structuredClone({
    live: { daemon, enabled, connections, secrets, rules, netplan, sysctl },
    etc: Object.fromEntries(
      etc.map(([path, { mode }]): [string, unknown] => [path, [mode, world.disk.text(path)]]),
    ),
  })
}

/** A gateway on which release 2 is in force with its tunnel up, and release 3 is offered; `rewind` takes it there again. */
const begin = async (from: readonly Bundle[], to: readonly Bundle[]) => {
  const rlyeh = await beginRlyeh(from)
  const { world, host, gateway } = rlyeh
  expect((await once(gateway)).trouble).toBeUndefined()
  host.up.add(TUNNEL)
  await world.release(3, { bundles: to })
  const files = new Map(world.disk.files)
  const { sysctl, ...live } = structuredClone(host.live)
  const rewind = (): void => {
    world.disk.files.clear()
    for (const [path, file] of files) world.disk.files.set(path, file)
    Object.assign(host.live, live)
    host.live.sysctl.clear()
    for (const [key, value] of sysctl) host.live.sysctl.set(key, value)
    host.posted.length = 0
  }
  const old = snapshot(rlyeh)
  expect((await once(gateway)).trouble).toBeUndefined()
  return { rlyeh, rewind, old, fresh: snapshot(rlyeh) }
}

/** One turn that dies before or after its nth operation of disk or tool; false when it ended before that. */
const turnThatDies = async (
  { world, host, gateway }: Rlyeh,
  nth: number,
  moment: 'before' | 'after',
): Promise<boolean> => {
  let operations = 0
  let dead = false
  const maybeDie = (now: 'before' | 'after'): void => {
    if (now === moment) operations += 1
    dead ||= operations > nth
    if (dead) throw new Error('the power is gone')
  }
  world.disk.around = maybeDie
  host.around = maybeDie
  await once(gateway).catch(() => undefined)
  world.disk.around = () => undefined
  host.around = () => undefined
  return dead
}

/** What a reboot does: /run is empty, and daemons read what boot left in /etc. */
const reboot = async ({ world, host, gateway }: Rlyeh): Promise<void> => {
  await setBoot(world, 'boot-2')
  for (const path of world.disk.files.keys()) if (path.startsWith('/run/')) world.disk.files.delete(path)
  host.live.armed = undefined
  await boot(gateway)
  host.start()
}

const expectWhole = async (rlyeh: Rlyeh, old: unknown, fresh: unknown): Promise<void> => {
  const { world, host } = rlyeh
  const journal = await loadJournal(world.disk)
  expect(journal.pending).toBeUndefined()
  expect(snapshot(rlyeh)).toEqual(journal.inForce?.release === 3 ? fresh : old)
  expect(host.live.armed).toBeUndefined()
  // A death between delivery and forgetting delivers the same bytes again; the control plane knows the counter.
  const delivered = [...new Set(host.posted.map(body => new TextDecoder().decode(body)))]
  const reports = delivered.map(body => reportIn(new TextEncoder().encode(body)))
  expect(reports.at(-1)?.inForce).toBe(journal.inForce?.digest)
  const counters = reports.map(report => report.counter)
  expect(counters).toEqual([...new Set(counters)].sort((a, b) => a - b))
}

const CHANGES: readonly (readonly [string, () => readonly [Bundle[], Bundle[]]])[] = [
  ['a network more', () => [referenceBundles(), archiveBundles()]],
  ['a network more, by the starter', () => [starterBundles(), starterArchiveBundles()]],
  ['the starter in place of charon-systemd', () => [referenceBundles(), starterArchiveBundles()]],
  ['charon-systemd in place of the starter', () => [starterArchiveBundles(), referenceBundles()]],
]

describe.each(CHANGES)('a runner that dies during %s', (_, bundles) => {
  test.each([
    ['before', false],
    ['after', false],
    ['before', true],
    ['after', true],
  ] as const)(
    '%s any operation leaves the old or the new, never half (reboot: %s)',
    async (moment, reboots) => {
      const [from, to] = bundles()
      const { rlyeh, rewind, old, fresh } = await begin(from, to)
      expect(fresh).not.toEqual(old)
      rewind()
      let deaths = 0
      while (await turnThatDies(rlyeh, deaths, moment)) {
        if (reboots) await reboot(rlyeh)
        await once(rlyeh.gateway)
        await expectWhole(rlyeh, old, fresh)
        rewind()
        deaths += 1
      }
      expect(deaths).toBeGreaterThan(15)
    },
    60_000,
  )
})
