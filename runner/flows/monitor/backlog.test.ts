import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { MemoryDisk } from '../../adapters/memory/disk.ts'
import { Backlog } from './backlog.ts'

const UNSENT = '/var/lib/cygnet/unsent'
const SMALL = { batch: 520, memory: 2100, disk: 10_000, block: 100 }
const keptOn = (disk: MemoryDisk): string[] => [...disk.files.keys()].filter(path => path.startsWith(UNSENT))

const drained = async (backlog: Backlog): Promise<string[]> => {
  const batches: string[] = []
  for (let batch = await backlog.next(); batch !== undefined; batch = await backlog.next()) {
    batches.push(batch.lines)
    await batch.done()
  }
  return batches
}

test('what waits stays in order, on disk and in memory, and many small files are one batch', async () => {
  const disk = new MemoryDisk()
  const backlog = new Backlog(disk, () => undefined)
  for (const line of ['a\n', 'b\n']) {
    backlog.add([line])
    await backlog.keep()
  }
  backlog.add(['c\n'])
  expect(await drained(backlog)).toEqual(['a\nb\n', 'c\n'])
  expect(keptOn(disk)).toEqual([])
})

test('after a restart numbers go on behind what was kept', async () => {
  const disk = new MemoryDisk()
  const before = new Backlog(disk, () => undefined)
  before.add(['a\n'])
  await before.keep()
  const after = new Backlog(disk, () => undefined)
  after.add(['b\n'])
  await after.keep()
  expect(keptOn(disk)).toHaveLength(2)
  expect(await drained(new Backlog(disk, () => undefined))).toEqual(['a\nb\n'])
})

test('what a death left half-written goes, whatever else lies there stays', async () => {
  const disk = new MemoryDisk()
  const [half, other] = [`${UNSENT}/.0000000007-40.gz.new`, `${UNSENT}/notes.txt`]
  for (const path of [half, other]) disk.files.set(path, { bytes: new Uint8Array(40), mode: 0o600 })
  const backlog = new Backlog(disk, () => undefined)
  backlog.add(['a\n'])
  await backlog.keep()
  expect(keptOn(disk).map(path => path.split('/').at(-1))).toEqual([
    'notes.txt',
    expect.stringMatching(/^0000000001-/),
  ])
})

test('a batch is as large as a server takes', async () => {
  const backlog = new Backlog(new MemoryDisk(), () => undefined)
  backlog.add(Array.from({ length: 2000 }, () => `${'x'.repeat(999)}\n`))
  const batches = await drained(backlog)
  expect(Math.max(...batches.map(batch => batch.length))).toBeLessThanOrEqual(512 * 1024)
  expect(batches.join('')).toHaveLength(2_000_000)
})

test('memory is bounded: the oldest go, and that is told once', async () => {
  const said: string[] = []
  const backlog = new Backlog(new MemoryDisk(), line => said.push(line), SMALL)
  for (let number = 0; number < 10; number++) backlog.add([`${String(number).repeat(500)}\n`])
  const batches = await drained(backlog)
  expect(batches.map(batch => batch[0])).toEqual(['6', '7', '8', '9'])
  expect(said).toHaveLength(1)
})

test('the disk is bounded: the oldest go, and that is told once', async () => {
  const disk = new MemoryDisk()
  const said: string[] = []
  const backlog = new Backlog(disk, line => said.push(line), SMALL)
  for (let number = 0; number < 100; number++) {
    backlog.add([`${randomBytes(300).toString('base64')}\n`])
    await backlog.keep()
  }
  const bytes = [...disk.files].reduce((sum, [, { bytes: one }]) => sum + one.length, 0)
  expect(bytes).toBeLessThanOrEqual(SMALL.disk)
  expect(bytes).toBeGreaterThan(SMALL.disk - 500)
  expect(keptOn(disk).some(path => path.includes('/0000000001-'))).toBe(false)
  expect(said).toHaveLength(1)
})

test('a damaged file does not hold up its neighbours', async () => {
  const disk = new MemoryDisk()
  const backlog = new Backlog(disk, () => undefined)
  for (const line of ['a\n', 'b\n']) {
    backlog.add([line])
    await backlog.keep()
  }
  const [first = ''] = keptOn(disk)
  disk.files.set(first, { bytes: new TextEncoder().encode('not gzip'), mode: 0o600 })
  expect(await drained(backlog)).toEqual(['b\n'])
  expect(keptOn(disk)).toEqual([])
})

test('what nobody wants any more is forgotten', async () => {
  const disk = new MemoryDisk()
  const backlog = new Backlog(disk, () => undefined)
  backlog.add(['a\n'])
  await backlog.keep()
  backlog.add(['b\n'])
  await new Backlog(disk, () => undefined).forget()
  expect(keptOn(disk)).toEqual([])
})
