import { expect, test } from 'vitest'
import { BEGIN, step } from '../../../test/fixtures/measured-network.ts'
import { MemoryDisk } from '../../adapters/memory/disk.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Delivery } from '../../ports/database.ts'
import { Backlog } from './backlog.ts'
import { Push } from './push.ts'

const TAKEN: Delivery = { kind: 'taken', why: '', patience: 0 }
const DOWN: Delivery = { kind: 'later', why: 'db answers 503', patience: 0 }
const WRONG: Delivery = { kind: 'refused', why: 'db answers 400', patience: 0 }

/** A database that keeps what it takes, and a runner that may end and begin again on the same disk. */
class World {
  readonly disk = new MemoryDisk()
  readonly said: string[] = []
  readonly pauses: number[] = []
  /** Times of the points that the database has, in the order in which they came. */
  readonly got: number[] = []
  answer: Delivery = TAKEN
  sending = false
  #rest = Promise.withResolvers<void>()
  #resting = Promise.withResolvers<void>()

  readonly clock: Clock = {
    now: () => new Date(BEGIN),
    elapsed: () => 0,
    wait: async (milliseconds, signal) => {
      this.pauses.push(milliseconds)
      this.#resting.resolve()
      signal?.addEventListener('abort', () => this.#rest.resolve())
      await this.#rest.promise
      this.#rest = Promise.withResolvers<void>()
    },
  }

  begin(): { push: Push; end: () => Promise<void>; kill: () => void } {
    let killed = false
    const say = (line: string): void => void this.said.push(line)
    const database = {
      send: async (lines: string) => {
        this.sending = true
        if (killed) return await new Promise<Delivery>(() => undefined)
        if (this.answer.kind === 'taken') this.got.push(...timesIn(lines))
        return this.answer
      },
    }
    const backlog = new Backlog(this.disk, say)
    const ports = { database, backlog, clock: this.clock, random: () => 1, say }
    const push = new Push(ports, { network: 'm', gateway: 'rlyeh' }, new Set(['ulthar']))
    const stopped = new AbortController()
    const running = push.run(stopped.signal)
    const end = async (): Promise<void> => {
      stopped.abort()
      await running
    }
    return { push, end, kill: () => void (killed = true) }
  }

  /** Until the next attempt has failed. */
  async failed(): Promise<void> {
    await this.#resting.promise
    this.#resting = Promise.withResolvers<void>()
  }

  /** Its pause is over. */
  wake(): void {
    this.#rest.resolve()
  }

  get kept(): number {
    return [...this.disk.files.keys()].filter(path => path.startsWith('/var/lib/cygnet/unsent/')).length
  }
}

const timesIn = (lines: string): number[] =>
  lines
    .trim()
    .split('\n')
    .filter(line => line.includes('path=inside'))
    .map(line => Number(line.split(' ').at(-1)))

const beginnings = (...steps: readonly number[]): number[] => steps.map(one => BEGIN + (one - 1) * 10_000)
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise(resolve => setImmediate(resolve))
}

test('while the database takes everything, nothing touches the disk', async () => {
  const world = new World()
  const { push, end } = world.begin()
  await push.take(step(1))
  await until(() => world.got.length === 1)
  await push.take(step(2))
  await until(() => world.got.length === 2)
  await end()
  expect(world.got).toEqual(beginnings(1, 2))
  expect([world.kept, world.said]).toEqual([0, []])
})

test('an outage leaves no hole and no double, and is told once', async () => {
  const world = new World()
  const { push, end } = world.begin()
  world.answer = DOWN
  await push.take(step(1))
  await world.failed()
  for (const number of [2, 3, 4]) await push.take(step(number))
  world.wake()
  await world.failed()
  expect(world.kept).toBe(4)
  world.answer = TAKEN
  await push.take(step(5))
  world.wake()
  await until(() => world.got.length === 5)
  await until(() => world.kept === 0)
  await end()
  expect(world.got).toEqual(beginnings(1, 2, 3, 4, 5))
  expect(world.pauses).toEqual([5000, 10_000])
  expect(world.said).toEqual(['measurements wait: db answers 503', 'measurements are taken again'])
})

test('a runner that was killed within an outage goes on where it was', async () => {
  const world = new World()
  const killed = world.begin()
  world.answer = DOWN
  await killed.push.take(step(1))
  await world.failed()
  await killed.push.take(step(2))
  killed.kill()
  const next = world.begin()
  await world.failed()
  await next.push.take(step(3))
  world.answer = TAKEN
  await next.end()
  const last = world.begin()
  await until(() => world.got.length === 3)
  await last.end()
  expect(world.got).toEqual(beginnings(1, 2, 3))
})

test('a runner that is told to end keeps what it has not sent', async () => {
  const world = new World()
  const { push, end } = world.begin()
  // It has looked, and waits for something to send.
  await new Promise(resolve => setImmediate(resolve))
  void push.take(step(1))
  await end()
  expect([world.got, world.kept]).toEqual([[], 1])
})

test('a runner that is killed while the database does not answer loses nothing that came meanwhile', async () => {
  const world = new World()
  const { push, kill } = world.begin()
  kill()
  await push.take(step(1))
  await until(() => world.sending)
  for (const number of [2, 3]) await push.take(step(number))
  const { end } = world.begin()
  await until(() => world.got.length === 3)
  await end()
  expect(world.got).toEqual(beginnings(1, 2, 3))
})

test('what the database will never take is given up, and told once; what follows is sent', async () => {
  const world = new World()
  const { push, end } = world.begin()
  world.answer = WRONG
  await push.take(step(1))
  await until(() => world.said.length === 1)
  await push.take(step(2))
  world.answer = TAKEN
  await push.take(step(3))
  await until(() => world.got.includes(BEGIN + 20_000))
  await end()
  expect(world.said).toEqual(['measurements are gone: db answers 400'])
  expect(world.kept).toBe(0)
})

test('a server that asks for patience is left alone for as long', async () => {
  const world = new World()
  const { push, end } = world.begin()
  world.answer = { ...DOWN, patience: 300 }
  await push.take(step(1))
  await world.failed()
  await end()
  expect(world.pauses).toEqual([300_000])
})

test('pauses grow to a minute and no further', async () => {
  const world = new World()
  const { push, end } = world.begin()
  world.answer = DOWN
  await push.take(step(1))
  for (let attempt = 0; attempt < 6; attempt++) {
    await world.failed()
    world.wake()
  }
  await world.failed()
  await end()
  expect(world.pauses.map(pause => pause / 1000)).toEqual([5, 10, 20, 40, 60, 60, 60])
})

test('a disk that takes nothing costs nothing but what a restart would lose', async () => {
  const world = new World()
  world.disk.around = (moment, operation) => {
    if (moment === 'before' && operation === 'keep measurements') throw new Error('no space left')
  }
  const { push, end } = world.begin()
  world.answer = DOWN
  await push.take(step(1))
  await world.failed()
  await push.take(step(2))
  world.answer = TAKEN
  world.wake()
  await until(() => world.got.length === 2)
  await end()
  expect(world.got).toEqual(beginnings(1, 2))
  expect(world.said.filter(line => line.includes('not kept'))).toHaveLength(1)
})
