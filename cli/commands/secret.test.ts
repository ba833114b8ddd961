import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { REFERENCE } from '../../test/fixtures/reference.ts'
import { secretCommand } from './secret.ts'

let folder: string
let printed: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cygnet-secret-'))
  await writeFile(path.join(folder, 'topology.yaml'), REFERENCE)
  printed = ''
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed += String(text)
    return true
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const seal = (...words: string[]) =>
  secretCommand()
    .exitOverride()
    .parseAsync(['seal', 'office-psk', '--to', 'rlyeh', '--dir', folder, ...words], { from: 'user' })
const sealedText = () => readFile(path.join(folder, 'secrets/office-psk.json'), 'utf8')

describe('cygnet secret seal --generate', () => {
  test('prints the new key once, and the file holds nothing of it', async () => {
    await seal('--generate')
    const [group = ''] = printed.trim().split('-')
    expect(printed.trim()).toMatch(/^([a-z2-9]{5}-){5}[a-z2-9]{5}$/)
    expect(await sealedText()).not.toContain(group)
  })

  test('does not take the place of a key that was agreed upon, unless somebody says so', async () => {
    await seal('--generate')
    const agreed = await sealedText()
    printed = ''
    await expect(seal('--generate')).rejects.toThrow('is there already')
    expect([printed, await sealedText()]).toEqual(['', agreed])
    await seal('--generate', '--replace')
    expect(await sealedText()).not.toBe(agreed)
  })

  test('one that is given is sealed again without a question', async () => {
    await seal('--generate')
    const psk = path.join(folder, 'psk.txt')
    await writeFile(psk, `${printed.trim()}\n`)
    await seal('--from', psk)
    await expect(seal('--from', psk, '--replace')).rejects.toThrow('--replace goes with --generate')
  })
})
