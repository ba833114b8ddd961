import { expect, test } from 'vitest'
import { AtomicDisk } from './atomic-disk.ts'
import { type FilesMoment, MemoryFiles, type PowerCut } from './memory/files.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const CUTS: readonly PowerCut[] = [
  { keepsName: () => true, keepsBytes: length => length },
  { keepsName: () => false, keepsBytes: () => 0 },
  { keepsName: () => true, keepsBytes: () => 0 },
  { keepsName: () => true, keepsBytes: length => length / 2 },
  { keepsName: index => index === 0, keepsBytes: length => length },
  { keepsName: index => index > 0, keepsBytes: length => length },
]

/** A disk that keeps the name of every call and the moment before it. */
const watched = (files: MemoryFiles) => {
  const calls: string[] = []
  const moments: FilesMoment[] = []
  files.before = (call, path) => {
    calls.push(`${call} ${path}`)
    moments.push(files.moment())
  }
  return { disk: new AtomicDisk(files), calls, moments }
}

test('a write makes each name durable before anything is built on it', async () => {
  const { disk, calls } = watched(new MemoryFiles())
  await disk.write('test', '/etc/file', bytes('new'), 0o644)
  expect(calls).toEqual([
    'fsync directory /',
    'mkdir /etc',
    'fsync directory /',
    'fsync directory /etc',
    'create /etc/.file.new',
    'write /etc/.file.new',
    'chmod /etc/.file.new',
    'fsync /etc/.file.new',
    'rename /etc/file',
    'fsync directory /etc',
  ])
})

test('a power cut before any call of a write leaves the old file or the new, never a mix', async () => {
  const files = new MemoryFiles([['/etc/file', { bytes: bytes('the old text'), mode: 0o644 }]])
  const { disk, moments } = watched(files)
  await disk.write('test', '/etc/file', bytes('new'), 0o600)
  const end = files.moment()
  const seen = new Set<string>()
  for (const moment of [...moments, end])
    for (const cut of CUTS) {
      files.become(moment)
      files.cutPower(cut)
      const file = files.files.get('/etc/file')
      seen.add(`${new TextDecoder().decode(file?.bytes)} ${file?.mode.toString(8)}`)
    }
  expect([...seen].sort()).toEqual(['new 600', 'the old text 644'])
  expect(end).toMatchObject({ unsyncedNames: [], unsyncedFiles: new Map() })
})

test('what a dead process had written and not synced is durable before the next one builds on it', async () => {
  const files = new MemoryFiles([['/state/journal', { bytes: bytes('armed'), mode: 0o600 }]])
  const first = watched(files)
  await first.disk.write('test', '/state/journal', bytes('decided'), 0o600)
  const afterRename = first.moments.at(-1)
  if (afterRename === undefined) throw new Error('nothing was called')
  files.become(afterRename)
  const { disk, calls } = watched(files)
  expect(new TextDecoder().decode(await disk.read('test', '/state/journal'))).toBe('decided')
  expect(calls).toEqual([])
  await disk.write('test', '/etc/file', bytes('new'), 0o644)
  expect(calls.slice(0, 2)).toEqual(['fsync directory /', 'fsync directory /state'])
  files.cutPower({ keepsName: () => false, keepsBytes: () => 0 })
  expect(new TextDecoder().decode(files.read('/state/journal'))).toBe('decided')
})

test('a file that a death left half-written beside one that is read goes, also when that one stays', async () => {
  const half = { bytes: bytes('hal'), mode: 0o600 }
  const files = new MemoryFiles([['/certs/.ca.pem.new', half]])
  const disk = new AtomicDisk(files)
  expect(await disk.read('test', '/certs/ca.pem')).toBeUndefined()
  await disk.write('test', '/state/journal', bytes('idle'), 0o600)
  expect([...files.files.keys()]).toEqual(['/state/journal'])
})

test('a directory whose name was not synced takes with it what was synced in it', async () => {
  const files = new MemoryFiles()
  await files.makeDirectory('/etc')
  const file = await files.create('/etc/file')
  await file.write(bytes('new'))
  await file.sync()
  await files.syncDirectory('/etc')
  files.cutPower({ keepsName: () => false, keepsBytes: length => length })
  expect(files.look('/etc/file')).toBeUndefined()
  expect(files.look('/etc')).toBeUndefined()
})
