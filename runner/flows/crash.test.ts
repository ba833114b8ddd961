import { beforeAll, describe, expect, test } from 'vitest'
import { bundleDigest } from '../../schema/wire/bundle.ts'
import type { World } from '../../test/attacks/world.ts'
import { archiveBundles } from '../../test/fixtures/reference-bundles.ts'
import {
  beginRlyeh,
  RLYEH,
  RLYEH_ARCHIVE,
  reportIn,
  setBoot,
  TUNNEL,
} from '../../test/fixtures/rlyeh-in-memory.ts'
import { boot } from './boot.ts'
import { loadJournal } from './journal-file.ts'
import { once } from './once.ts'

type Rlyeh = Awaited<ReturnType<typeof beginRlyeh>>

/** Release 2 is in force with its tunnel up, release 3 is offered: taken up again for each death. */
let rlyeh: Rlyeh
let rewind: () => void

beforeAll(async () => {
  rlyeh = await beginRlyeh()
  const { world, host, gateway } = rlyeh
  await once(gateway)
  host.up.add(TUNNEL)
  await world.release(3, { bundles: archiveBundles() })
  const files = new Map(world.disk.files)
  const { sysctl, ...live } = structuredClone(host.live)
  rewind = () => {
    world.disk.files.clear()
    for (const [path, file] of files) world.disk.files.set(path, file)
    Object.assign(host.live, live)
    host.live.sysctl.clear()
    for (const [key, value] of sysctl) host.live.sysctl.set(key, value)
    host.posted.length = 0
  }
})

const etcOf = (world: World): Record<string, string | undefined> =>
  Object.fromEntries(
    [...world.disk.files.keys()]
      .filter(path => path.startsWith('/etc/'))
      .map(path => [path, world.disk.text(path)]),
  )

/** One turn that dies before or after its nth operation of disk or tool; false when it ended before that. */
const turnThatDies = async (nth: number, moment: 'before' | 'after'): Promise<boolean> => {
  const { world, host, gateway } = rlyeh
  let operations = 0
  let dead = false
  const maybeDie = (now: 'before' | 'after'): void => {
    if (now === moment) operations += 1
    dead ||= operations > nth
    if (dead) throw new Error('the power is gone')
  }
  world.disk.around = maybeDie
  host.before = () => maybeDie('before')
  await once(gateway).catch(() => undefined)
  world.disk.around = () => undefined
  host.before = () => undefined
  return dead
}

/** What a reboot does: /run is empty, daemons read /etc. */
const reboot = async (): Promise<void> => {
  const { world, host, gateway } = rlyeh
  await setBoot(world, 'boot-2')
  for (const path of world.disk.files.keys()) if (path.startsWith('/run/')) world.disk.files.delete(path)
  host.live.armed = undefined
  await boot(gateway)
  host.live.connections = world.disk.text('/etc/swanctl/conf.d/cygnet.conf') ?? ''
}

const expectWhole = async (before: unknown): Promise<void> => {
  const { world, host } = rlyeh
  const journal = await loadJournal(world.disk)
  expect(journal.pending).toBeUndefined()
  const isNew = journal.inForce?.release === 3
  expect(journal.inForce?.digest).toBe(bundleDigest(isNew ? RLYEH_ARCHIVE : RLYEH))
  expect(host.live.connections.includes('archive')).toBe(isNew)
  expect(etcOf(world)['/etc/swanctl/conf.d/cygnet.conf']?.includes('archive')).toBe(isNew)
  expect(isNew ? 'new' : { connections: host.live.connections, etc: etcOf(world) }).toEqual(
    isNew ? 'new' : before,
  )
  expect(host.live.armed).toBeUndefined()
  // A death between delivery and forgetting delivers the same bytes again; the control plane knows the counter.
  const delivered = [...new Set(host.posted.map(body => new TextDecoder().decode(body)))]
  const reports = delivered.map(body => reportIn(new TextEncoder().encode(body)))
  expect(reports.at(-1)?.inForce).toBe(journal.inForce?.digest)
  const counters = reports.map(report => report.counter)
  expect(counters).toEqual([...new Set(counters)].sort((a, b) => a - b))
}

describe('a runner that dies', () => {
  test.each([
    ['before', false],
    ['after', false],
    ['before', true],
    ['after', true],
  ] as const)(
    '%s any operation leaves the old or the new, never half (reboot: %s)',
    async (moment, reboots) => {
      const { host, world, gateway } = rlyeh
      rewind()
      const old = structuredClone({ connections: host.live.connections, etc: etcOf(world) })
      let deaths = 0
      while (await turnThatDies(deaths, moment)) {
        if (reboots) await reboot()
        await once(gateway)
        await expectWhole(old)
        rewind()
        deaths += 1
      }
      expect(deaths).toBeGreaterThan(15)
    },
    60_000,
  )
})
