import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { chokidarAlarm } from './alarm-chokidar.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cygnet-alarm-'))
})
afterAll(async () => await rm(folder, { recursive: true }))

test('rings for a watched file, however it is changed, and not for its neighbour', async () => {
  const said: string[] = []
  const alarm = chokidarAlarm(line => said.push(line))
  const [ours, theirs] = [join(folder, 'cygnet.conf'), join(folder, 'other.conf')]
  await writeFile(ours, 'a')
  await alarm.watch([ours, join(folder, 'not-there-yet')])
  let rang = 0
  const listen = async (): Promise<void> => {
    for (;;) {
      await alarm.rung()
      rang += 1
    }
  }
  void listen()
  const rings = async (change: () => Promise<void>): Promise<void> => {
    const before = rang
    // The watch begins a moment after it was asked for: so the change is made until it is seen.
    await vi.waitFor(
      async () => {
        await change()
        expect(rang).toBeGreaterThan(before)
      },
      { timeout: 60_000, interval: 100 },
    )
  }
  await rings(async () => await writeFile(ours, String(Math.random())))
  await rings(async () => {
    await writeFile(join(folder, '.new'), String(Math.random()))
    await rename(join(folder, '.new'), ours)
  })
  const quiet = rang
  await writeFile(theirs, 'b')
  await rings(async () => await writeFile(join(folder, 'not-there-yet'), String(Math.random())))
  expect(rang).toBeGreaterThan(quiet)
  expect(said).toEqual([])
  await alarm.watch([])
})
