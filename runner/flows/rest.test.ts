import { expect, test } from 'vitest'
import { beginRlyeh } from '../../test/fixtures/rlyeh-in-memory.ts'
import { once } from './once.ts'
import { rest } from './rest.ts'

test('a file that somebody changes ends the pause early, after a moment of quiet; otherwise it lasts', async () => {
  const { gateway } = await beginRlyeh()
  await once(gateway)
  const waits: number[] = []
  let polled: () => void = () => undefined
  const clock = {
    ...gateway.clock,
    wait: async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
      waits.push(milliseconds)
      if (milliseconds !== 60_000) return
      await new Promise<void>(resolve => {
        polled = resolve
        signal?.addEventListener('abort', () => resolve())
      })
    },
  }
  let watched: readonly string[] = []
  let ring: () => void = () => undefined
  const alarm = {
    watch: async (paths: readonly string[]): Promise<void> => {
      watched = paths
      await Promise.resolve()
    },
    rung: async (): Promise<void> => await new Promise(resolve => (ring = resolve)),
  }
  const early = rest({ ...gateway, clock }, alarm, 60_000)
  await new Promise(setImmediate)
  expect(watched).toContain('/etc/swanctl/conf.d/cygnet.conf')
  ring()
  await early
  expect(waits).toEqual([60_000, 5000])
  const whole = rest({ ...gateway, clock }, alarm, 60_000)
  await new Promise(setImmediate)
  polled()
  await whole
  expect(waits).toEqual([60_000, 5000, 60_000])
})

test('a disk that does not tell what to watch is waited beside', async () => {
  const { gateway } = await beginRlyeh()
  const disk = { ...gateway.disk, read: async () => await Promise.reject(new Error('input/output error')) }
  const waits: number[] = []
  const clock = {
    ...gateway.clock,
    wait: async (milliseconds: number): Promise<void> => {
      waits.push(milliseconds)
      await Promise.resolve()
    },
  }
  const watched: (readonly string[])[] = []
  const alarm = {
    watch: async (paths: readonly string[]): Promise<void> => {
      watched.push(paths)
      await Promise.resolve()
    },
    rung: async (): Promise<void> => await new Promise(() => undefined),
  }
  await rest({ ...gateway, disk, clock }, alarm, 60_000)
  expect([watched, waits]).toEqual([[[]], [60_000]])
})
