import { expect, test } from 'vitest'
import { archiveBundles } from '../../test/fixtures/reference-bundles.ts'
import { beginRlyeh, setBoot, TUNNEL } from '../../test/fixtures/rlyeh-in-memory.ts'
import { boot } from './boot.ts'
import { loadJournal } from './journal-file.ts'
import { once } from './once.ts'
import { rollBack } from './roll-back.ts'

/** A gateway that went from release 2 to release 3, where a person goes back and everything dies at the nth operation. */
const dyingAt = async (nth: number) => {
  const rlyeh = await beginRlyeh()
  const { world, host, gateway } = rlyeh
  await once(gateway)
  host.up.add(TUNNEL)
  await world.release(3, { bundles: archiveBundles() })
  await once(gateway)
  let [operations, dead] = [0, false]
  const maybeDie = (): void => {
    operations += 1
    dead ||= operations > nth
    if (dead) throw new Error('the power is gone')
  }
  world.disk.calls.before = maybeDie
  host.beforeStep = maybeDie
  await rollBack(gateway, undefined).catch(() => undefined)
  world.disk.calls.before = () => undefined
  host.beforeStep = () => undefined
  return { ...rlyeh, dead }
}

const reboot = async ({ world, host, gateway }: Awaited<ReturnType<typeof dyingAt>>): Promise<void> => {
  await setBoot(world, 'boot-2')
  for (const path of world.disk.files.keys()) if (path.startsWith('/run/')) world.disk.files.delete(path)
  host.powerOff(false)
  await boot(gateway)
  host.start()
}

test.each([false, true])(
  'a rollback that dies before any operation is wholly made or wholly taken back, and stays so (reboot: %s)',
  async reboots => {
    const ends = new Set<number | undefined>()
    let nth = 0
    for (; ; nth++) {
      const dying = await dyingAt(nth)
      const { world, host, gateway } = dying
      if (!dying.dead) break
      if (reboots) await reboot(dying)
      for (let turn = 0; turn < 3; turn++) await once(gateway)
      const journal = await loadJournal(world.disk)
      const back = journal.inForce?.release === 2
      ends.add(journal.inForce?.release)
      expect(journal.pending).toBeUndefined()
      expect(journal.rolledBack?.release).toBe(back ? 3 : undefined)
      expect(journal.earlier?.map(({ release }) => release)).toEqual([back ? 3 : 2])
      expect(world.disk.text('/etc/swanctl/conf.d/cygnet.conf')?.includes('archive')).toBe(!back)
      expect(host.live.connections.includes('archive')).toBe(!back)
      expect(host.live.armed).toBeUndefined()
    }
    expect(ends).toEqual(new Set([2, 3]))
    expect(nth).toBeGreaterThan(15)
  },
  600_000,
)
