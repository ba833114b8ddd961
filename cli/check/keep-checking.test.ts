import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { REFERENCE } from '../../test/fixtures/reference.ts'
import { CommandError } from '../command-error.ts'
import { keepChecking } from './keep-checking.ts'

const BROKEN = REFERENCE.replace('vlan: 4090', 'vlan: 5000')

/** What is shown over a series of moments, each either the text of the topology or an error in reading it. */
const watched = async (moments: readonly (string | Error)[], format: 'text' | 'json' = 'text') => {
  const shown: string[] = []
  let now: string | Error = ''
  async function* ticks() {
    for (const moment of moments) {
      now = moment
      yield shown.push(`-- ${shown.length}`)
    }
  }
  await keepChecking(ticks(), {
    read: async () => {
      if (now instanceof Error) throw now
      return new Map([['topology.yaml', now]])
    },
    now: () => new Date('2026-11-24'),
    show: text => shown.push(text.split('\n')[0] ?? ''),
    format,
    clear: () => shown.push('(clear)'),
  })
  return shown.filter(line => !line.startsWith('-- '))
}

test('says what is new and what is mended', async () => {
  const shown = await watched([REFERENCE, BROKEN, REFERENCE])
  expect(shown).toEqual([
    '(clear)',
    'fine: miskatonic, 2 gateways, 1 tunnel',
    '(clear)',
    expect.stringMatching(/^error\[vlan-range\]/),
    expect.stringMatching(/^new {4}error\[vlan-range\] topology\.yaml:13: /),
    'refused: 1 error',
    '(clear)',
    expect.stringMatching(/^mended error\[vlan-range\]/),
    'fine: miskatonic, 2 gateways, 1 tunnel',
  ])
})

test('a file that was saved unchanged is not shown again', async () => {
  expect(await watched([REFERENCE, REFERENCE, REFERENCE])).toHaveLength(2)
})

test('a topology that vanished is waited for, and what was known of it is not forgotten', async () => {
  const gone = Object.assign(new Error('ENOENT: no such file, open topology.yaml'), { code: 'ENOENT' })
  const none = new CommandError('usage', 'there is no topology in .', 'name the folder')
  const shown = await watched([BROKEN, gone, none, none, REFERENCE])
  expect(shown.filter(line => line.startsWith('waiting'))).toEqual([
    'waiting: ENOENT: no such file, open topology.yaml',
    'waiting: there is no topology in .',
  ])
  expect(shown.at(-2)).toMatch(/^mended error\[vlan-range\]/)
})

test('a script gets one line of JSON for each check', async () => {
  const lines = (await watched([REFERENCE, BROKEN], 'json')).filter(line => line !== '(clear)')
  expect(lines.map(line => JSON.parse(line).valid)).toEqual([true, false])
})

test('a fault of our own is not waited out', async () => {
  await expect(watched([new TypeError('bug')])).rejects.toThrow('bug')
})

test('a person edits, moves, removes and restores the file, and ends the watch', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'cygnet-watch-'))
  const file = path.join(folder, 'topology.yaml')
  await writeFile(file, REFERENCE)
  const main = path.join(import.meta.dirname, '..', 'main.ts')
  const tool = spawn(process.execPath, [main, 'check', '--watch', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(async () => {
    tool.kill('SIGKILL')
    await rm(folder, { recursive: true })
  })
  let told = ''
  tool.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
  /** Waits until it has said something, and forgets what it said before. */
  const says = async (words: RegExp) => {
    await vi.waitFor(() => expect(told).toMatch(words), { timeout: 60_000 })
    told = ''
  }
  await says(/fine: miskatonic/)
  // As vim saves: the old file is moved away, a new one is written in its place.
  await rename(file, `${file}~`)
  await writeFile(file, BROKEN)
  await says(/new {4}error\[vlan-range\][^]*refused/)
  await rm(file)
  await says(/waiting: there is no topology/)
  // As others save: a new file is written beside the old one and moved over it.
  await writeFile(`${file}.tmp`, REFERENCE)
  await rename(`${file}.tmp`, file)
  await says(/mended error\[vlan-range\][^]*fine/)
  await promisedExit(tool.kill('SIGINT'), tool)
})

const promisedExit = async (sent: boolean, tool: ReturnType<typeof spawn>): Promise<void> => {
  expect(sent).toBe(true)
  expect(await once(tool, 'exit')).toEqual([0, null])
}
